// A meeting is listened to once its first step stands. What a presenter presses before that waits for the listener.
(() => {
  const waits = (window.atlasPressed = []);
  addEventListener("keydown", event => {
    const asked = new URLSearchParams(location.search);
    const isMeeting = asked.get("mode") === "speaker" || (asked.get("mode") === "present" && asked.has("step"));
    if (isMeeting && !window.atlasMeeting?.listens) waits.push(event);
  }, true);
})();
