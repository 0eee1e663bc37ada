// Watches a page: when the reader acted, when anything last changed, and at which frame its map last changed what it shows.
(() => {
  // Other frameworks draw into shadow roots, which neither a selector nor an observer of the document reaches.
  const roots = new Set([document]);
  const watch = { acted: null, frames: [], picture: null, painted: 0, dirty: false, touched: 0 };
  const touch = () => { watch.dirty = true; watch.touched = performance.now(); };
  const observer = new MutationObserver(touch);
  const observe = (root) => observer.observe(root, { subtree: true, childList: true, attributes: true });
  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    roots.add(root);
    observe(root);
    return root;
  };
  const all = (selector) => [...roots]
    .filter((root) => root === document || root.host.isConnected)
    .flatMap((root) => [...root.querySelectorAll(selector)]);

  // While a script runs, Streamlit keeps the map of the run before in the page; what is not laid out is not seen.
  const isSeen = (map) => map.getClientRects().length > 0 && map.getBoundingClientRect().height > 0;
  const maps = () => {
    const marked = all(".st-key-map .js-plotly-plot").filter(isSeen);
    return marked.length || document.querySelector("[data-test-script-state]") ? marked
      : all(".js-plotly-plot").filter(isSeen);
  };
  const shapes = () => maps().flatMap((map) => [...map.querySelectorAll(".choroplethlayer path, .scatterlayer path")]);

  // Two sparse indicators may look alike; Streamlit draws a changed figure into a new graph all the same.
  const graphs = new WeakMap();
  let graphsSeen = 0;
  const graphNumber = () => {
    const [graph] = maps();
    if (graph && !graphs.has(graph)) graphs.set(graph, (graphsSeen += 1));
    return graph ? graphs.get(graph) : 0;
  };

  const picture = () => {
    let hash = 17 + graphNumber();
    for (const shape of shapes()) {
      const outline = shape.getAttribute("d") || "";
      const colour = `${shape.getAttribute("fill")} ${shape.getAttribute("opacity")} ${shape.getAttribute("style")}`;
      const text = outline.length + outline.slice(0, 24) + colour;
      for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) | 0;
    }
    return hash;
  };

  const onFrame = () => {
    if (watch.dirty) {
      watch.dirty = false;
      const now = picture();
      if (now !== watch.picture) {
        watch.picture = now;
        // A task queued in a frame runs after that frame has been handed to the screen.
        const shown = window.mapShapes();
        setTimeout(() => { watch.frames.push(performance.now()); watch.painted = shown; });
      }
    }
    requestAnimationFrame(onFrame);
  };

  observe(document);
  requestAnimationFrame(onFrame);

  // A server of another kind does not say whether it works: then quiet alone counts.
  const isIdle = () => {
    const app = document.querySelector("[data-test-script-state]");
    return !app || app.dataset.testScriptState === "notRunning";
  };
  const isQuiet = (quiet) => isIdle() && performance.now() - watch.touched > quiet;
  const awaitPress = () => {
    watch.acted = null;
    addEventListener("pointerdown", (event) => { watch.acted = event.timeStamp; }, { capture: true, once: true });
  };

  // A section may have no map: then the last change of anything on the page counts.
  window.armChange = awaitPress;
  window.changed = (quiet) => watch.acted !== null && watch.touched > watch.acted && isQuiet(quiet);
  window.changeTime = () => watch.touched - watch.acted;
  window.opened = (quiet) => document.querySelector("[data-testid=stMain] h1") !== null && isQuiet(quiet);
  window.openTime = () => watch.touched;

  window.armRepaint = () => {
    awaitPress();
    watch.frames = [];
    watch.picture = picture();
  };
  window.repainted = (quiet) => {
    const last = watch.frames.at(-1);
    return watch.acted !== null && isIdle() && last !== undefined && performance.now() - last > quiet;
  };
  window.repaintTime = () => watch.frames.at(-1) - watch.acted;
  window.mapShapes = () => shapes().length;
  window.mapPainted = () => watch.painted >= 34;
})();
