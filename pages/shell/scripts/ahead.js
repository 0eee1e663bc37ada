// What draws figures is most of what a browser has to read, and Streamlit asks for it only when the first figure has
// come. It is read as soon as the server has begun to draw the view, and not before: nothing shall delay that.
(() => {
  const RUNNING = '[data-test-script-state="running"]';
  const figures = document.querySelector("link[data-figures]");
  if (!figures) return;
  const watch = new MutationObserver(() => {
    if (!document.querySelector(RUNNING)) return;
    watch.disconnect();
    // Should it fail, Streamlit asks again, and says so.
    import(figures.href).catch(() => {});
  });
  watch.observe(document, { subtree: true, childList: true, attributeFilter: ["data-test-script-state"] });
})();
