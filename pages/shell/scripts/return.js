// When the connection was lost: the page that comes back to another process, or so late that its session is gone, is
// loaded anew. The address holds the view; the new process knows nothing of what the controls were, so the first click
// would be lost without a word.
(() => {
  // A little less than `server.disconnectedSessionTTL`, two minutes, after which the server forgets a session.
  const KEPT = 100_000, TICK = 10_000, SOON_BACK = 1500;
  const Plain = window.WebSocket;
  let process = null, lostAt = null, lastTick = Date.now(), slept = { since: 0, until: 0 };
  let stream = null, isLeaving = false;

  // Without a connection the controls still move while the figures stand: who is not told takes one for the other.
  function tell() {
    const isCut = !isLeaving && (!navigator.onLine || stream?.readyState > Plain.OPEN);
    const told = document.getElementById("connection-lost");
    if (!isCut) return told?.remove();
    if (told) return undefined;
    const words = getComputedStyle(document.documentElement).getPropertyValue("--lost").trim();
    const notice = Object.assign(document.createElement("p"), { id: "connection-lost" });
    notice.setAttribute("role", "alert");
    document.body.append(notice);
    notice.textContent = words ? JSON.parse(words) : "";
    return undefined;
  }

  // A computer that sleeps tells nobody: its connection is closed when it wakes, but was lost when the ticks ended.
  function tick() {
    const now = Date.now();
    if (now - lastTick > 2 * TICK) slept = { since: lastTick + TICK, until: now };
    lastTick = now;
  }

  function lost() {
    tick();
    lostAt ??= lastTick - slept.until < KEPT ? slept.since : lastTick;
    setTimeout(tell, SOON_BACK);
  }

  async function processNow() {
    const answer = await fetch(location.pathname, { method: "HEAD", headers: { Accept: "text/html" }, cache: "no-store" });
    return answer.ok ? answer.headers.get("X-Atlas-Process") : null;
  }

  async function opened() {
    tell();
    const now = await processNow().catch(() => null);
    const isLate = lostAt !== null && Date.now() - lostAt > KEPT;
    lostAt = null;
    if (isLate || (process && now && now !== process)) location.reload();
    process ??= now;
  }

  setInterval(tick, TICK);
  addEventListener("offline", tell);
  addEventListener("online", tell);
  addEventListener("pagehide", () => { isLeaving = true; });
  addEventListener("pageshow", () => { isLeaving = false; });
  window.WebSocket = class extends Plain {
    constructor(address, protocols) {
      super(address, protocols);
      if (!String(address).endsWith("/_stcore/stream")) return;
      stream = this;
      this.addEventListener("open", opened);
      this.addEventListener("close", lost);
    }
  };
})();
