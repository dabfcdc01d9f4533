// A picture at its full size: over the aid, moved and made larger by keys, wheel, fingers and buttons. Escape closes it.
import {zoomTexts} from "../texts_zoom.js";
import {el} from "../view.js";

const SIZES = [1, 1.5, 2, 3, 4];

export function createPart(aid) {
  return {open};

  // Shows the picture of a link; the focus comes back to the link.
  function open(link) {
    const {alt} = link.querySelector("img");
    let size = 0;
    const picture = el("img", {src: link.href, alt}), canvas = el("div", {class: "zoom-canvas", tabindex: "0", role: "region", "aria-label": zoomTexts.picture}, picture);
    const [larger, smaller, close] = [[zoomTexts.larger, "+"], [zoomTexts.smaller, "−"], [zoomTexts.close, "✕"]].map(([label, sign]) =>
      el("button", {type: "button", class: "go second", "aria-label": label}, sign));
    const dialog = el("dialog", {class: "zoom-dialog", "aria-label": alt || zoomTexts.picture}, el("div", {class: "zoom-bar"}, smaller, larger, el("span", {class: "grow"}), close), canvas);
    larger.addEventListener("click", () => resize(1));
    smaller.addEventListener("click", () => resize(-1));
    close.addEventListener("click", () => dialog.close());
    picture.addEventListener("click", () => resize(size === SIZES.length - 1 ? -size : 1));
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      resize(event.deltaY < 0 ? 1 : -1);
    }, {passive: false});
    dialog.addEventListener("click", ({target}) => target === dialog && dialog.close());
    dialog.addEventListener("keydown", press);
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    // Inside the page's own element, so that its styles hold in a shadow root too.
    aid.byId("aid").append(dialog);
    dialog.showModal();
    canvas.focus();
    resize(0);

    function press(event) {
      // The keys of the aid are not meant while a picture lies over it.
      event.stopPropagation();
      const step = {"+": 1, "=": 1, "-": -1}[event.key];
      if (step) resize(step);
      if (event.key === "0") resize(-size);
      // Browsers close a dialog themselves only where nothing inside has taken the key.
      if (event.key === "Escape") dialog.close();
    }

    function resize(by) {
      size = Math.min(SIZES.length - 1, Math.max(0, size + by));
      dialog.dataset.size = size;
      picture.width = Math.round(fit() * SIZES[size]);
      larger.disabled = size === SIZES.length - 1;
      smaller.disabled = size === 0;
    }

    // The width at which the whole picture can be seen. A drawing without a size of its own takes all there is.
    function fit() {
      const {naturalWidth: width, naturalHeight: height} = picture;
      if (!width || !height) return canvas.clientWidth;
      return Math.min(canvas.clientWidth, (canvas.clientHeight * width) / height);
    }
  }
}
