// The day by the rep's clock, as an ISO date: effective dates turn at midnight where the rep is.

// Gives today(). `turn` is called when another day begins while the page stays open: a timer is not to be trusted over a night of sleep,
// the rep's next look is. Only a preview looks at another day than today, by `?day=2027-01-31`.
export function createDays({page, surroundings}, turn) {
  const asked = page.mode === "preview" && /^\d{4}-\d\d-\d\d$/.exec(surroundings.query("day") ?? "")?.[0];
  const {signal} = surroundings, today = () => asked || readDay(new Date());
  let day = today(), timer = 0;

  document.addEventListener("visibilitychange", look, {signal});
  look();
  return today;

  function look() {
    const now = new Date(), midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    clearTimeout(timer);
    if (signal?.aborted) return;
    if (day !== today()) {
      day = today();
      turn();
    }
    timer = setTimeout(look, midnight - now + 1000);
  }
}

function readDay(now) {
  return new Date(now - now.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
}
