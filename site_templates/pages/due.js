// Says of a review that it was due, from the day after on: the page was built before.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
for (const review of document.querySelectorAll("[data-overdue]")) {
  const time = review.querySelector("time"), around = review.dataset.overdue.split("{day}");
  if (time.dateTime >= today) continue;
  review.replaceChildren(around[0], time, around[1]);
  review.classList.add("overdue");
}
