// Watches the map of a page: when the reader acted, and at which frame the map last changed what it shows.
(() => {
  // While a script runs, Streamlit keeps the map of the run before in the page; what is not laid out is not seen.
  const shapes = () => [...document.querySelectorAll(".st-key-map")]
    .filter((map) => map.getClientRects().length > 0 && map.getBoundingClientRect().height > 0)
    .flatMap((map) => [...map.querySelectorAll(".choroplethlayer path, .scatterlayer path")]);
  const watch = { acted: null, frames: [], picture: null, painted: 0, dirty: false, touched: 0 };

  // Two sparse indicators may look alike; Streamlit draws a changed figure into a new graph all the same.
  const graphs = new WeakMap();
  let graphsSeen = 0;
  const graphNumber = () => {
    const graph = document.querySelector(".st-key-map .js-plotly-plot");
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

  new MutationObserver(() => { watch.dirty = true; watch.touched = performance.now(); })
    .observe(document, { subtree: true, childList: true, attributes: true });
  requestAnimationFrame(onFrame);

  // A section may have no map: then the last change of anything on the page counts.
  window.armChange = () => {
    watch.acted = null;
    addEventListener("pointerdown", (event) => { watch.acted = event.timeStamp; }, { capture: true, once: true });
  };
  window.changed = (quiet) => {
    const app = document.querySelector("[data-test-script-state]");
    const idle = app && app.dataset.testScriptState === "notRunning";
    return watch.acted !== null && idle && watch.touched > watch.acted && performance.now() - watch.touched > quiet;
  };
  window.changeTime = () => watch.touched - watch.acted;

  window.armRepaint = () => {
    watch.acted = null;
    watch.frames = [];
    watch.picture = picture();
    addEventListener("pointerdown", (event) => { watch.acted = event.timeStamp; }, { capture: true, once: true });
  };
  window.repainted = (quiet) => {
    const last = watch.frames.at(-1);
    const app = document.querySelector("[data-test-script-state]");
    const idle = app && app.dataset.testScriptState === "notRunning";
    return watch.acted !== null && idle && last !== undefined && performance.now() - last > quiet;
  };
  window.repaintTime = () => watch.frames.at(-1) - watch.acted;
  window.mapShapes = () => shapes().length;
  window.mapPainted = () => watch.painted >= 34;
})();
