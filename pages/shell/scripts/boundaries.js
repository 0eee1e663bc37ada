// The layers of a map share a file of boundaries. Plotly asks for it once, for the first of them; the others look every
// 50 ms whether it has come, and after a hundred looks the whole map is given up: on a slow network it would stay blank.
// A look counts only once the file has come, or failed to.
(() => {
  const AWAITED = "pending";
  let usual = null;

  function restore() {
    if (usual) window.setInterval = usual;
    usual = null;
  }

  // Who has just been told that a file is awaited begins to look at once, in the same step, if at all.
  function awaitPatiently(files, name) {
    usual ??= window.setInterval;
    window.setInterval = (look, pause) => {
      restore();
      return setInterval(() => { if (files[name] !== AWAITED) look(); }, pause);
    };
    queueMicrotask(restore);
  }

  window.PlotlyGeoAssets = new Proxy({ topojson: {} }, {
    get(files, name) {
      if (files[name] === AWAITED) awaitPatiently(files, name);
      return files[name];
    },
  });
})();
