// Only in `perfsupport serve`: listens for saves from the first moment, and loads the page again when it has changed.
(() => {
  "use strict";
  const {token, status} = document.currentScript.dataset, address = `/preview/events?page=${encodeURIComponent(location.pathname)}`;
  // The hash as it was asked for: the aid writes another one where it cannot come as far.
  const preview = {token, hash: location.hash, told: null, state: null, changed() {}};
  let source = null;

  document.addEventListener("perfsupport:state", ({detail}) => {
    preview.state = detail;
    preview.changed("state");
  });
  // A browser has few connections for each address: a page that nobody sees holds none.
  document.addEventListener("visibilitychange", listen);
  listen();
  import("/preview/pane.js").then(({open}) => open(preview));

  function listen() {
    source?.close();
    source = document.hidden ? null : new EventSource(address);
    if (source) source.onmessage = ({data}) => hear(JSON.parse(data));
  }

  function hear(told) {
    // The part behind # holds the case, and stays. A page that cannot be made any more stays as it is.
    if (told.token ? told.token !== token : !token && told.status !== status) return location.reload();
    preview.told = told;
    return preview.changed("told");
  }
})();
