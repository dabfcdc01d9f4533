// The words of parts/zoom.js.
export const zoomTexts = {
  picture: "Picture",
  larger: "Larger",
  smaller: "Smaller",
  close: "Close",
};
