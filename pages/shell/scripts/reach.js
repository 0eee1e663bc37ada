// What Streamlit's own parts leave without a name, or out of reach of the keyboard, is mended here.
(() => {
  const UPLOAD = '[data-testid="stFileUploaderDropzone"] button';
  const ENGLISH_KEY = 'kbd[aria-label^="Shortcut "]';
  const WINDOWS = '[class*="st-key-window-"], [data-testid="stFullScreenFrame"]'
    + ', [data-testid="stPopoverBody"]';
  const PAUSE = 150;
  const reached = new WeakMap();
  let isAwaited = false;

  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  const scrolls = part => {
    const style = getComputedStyle(part);
    return (part.scrollHeight > part.clientHeight + 1 && style.overflowY === "auto")
      || (part.scrollWidth > part.clientWidth + 1 && style.overflowX === "auto");
  };

  const nameOf = part => part.closest('[class*="st-key-frame-"]')?.querySelector("h2")?.innerText.trim()
    || part.querySelector('[role="figure"]')?.getAttribute("aria-label");

  // What is larger than its window scrolls, also for who has no mouse: a figure, or the text of a popover, which has a
  // role and a name already. A stop that has the focus is never taken away.
  function reach(part) {
    if (scrolls(part)) {
      const hasRole = part.hasAttribute("role") && !reached.get(part)?.includes("role");
      const name = hasRole ? "" : nameOf(part);
      set(part, "tabindex", "0");
      if (name) {
        set(part, "role", "group");
        set(part, "aria-label", name);
      }
      reached.set(part, name ? ["tabindex", "role", "aria-label"] : ["tabindex"]);
    } else if (reached.has(part) && part !== document.activeElement) {
      for (const name of reached.get(part)) part.removeAttribute(name);
      reached.delete(part);
    }
  }

  function mend() {
    isAwaited = false;
    // The words are drawn by the style, which not every tool that speaks a page tells.
    const upload = getComputedStyle(document.documentElement).getPropertyValue("--upload").trim();
    for (const button of document.querySelectorAll(UPLOAD)) if (upload) set(button, "aria-label", JSON.parse(upload));
    // The key says itself; Streamlit names it in English.
    for (const key of document.querySelectorAll(ENGLISH_KEY)) key.removeAttribute("aria-label");
    document.querySelectorAll(WINDOWS).forEach(reach);
  }

  function soon() {
    if (isAwaited) return;
    isAwaited = true;
    setTimeout(mend, PAUSE);
  }

  addEventListener("DOMContentLoaded", () => {
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  });
  addEventListener("resize", soon);
  addEventListener("focusout", soon);
})();
