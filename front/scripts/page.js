// What script adds to the frame: `/` goes to the search field, Esc and a click outside close the menu,
// a search without an answer is told, and in an exported site, which has no server to ask, the search field filters the list.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.querySelector("main input[type=search]");
    if (!field) return;
    event.preventDefault();
    field.focus();
  }
});
document.addEventListener("click", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
// a table that fits needs no frame to scroll in, and without one its head stays in sight
const fitted = new ResizeObserver((frames) => {
  for (const { target } of frames)
    target.classList.toggle("fits", target.firstElementChild.offsetWidth <= target.clientWidth);
});
for (const frame of document.querySelectorAll(".scroll")) fitted.observe(frame);
// a notebook's page tells how high it is; who tells can do no more than size its own frame, and not without end
addEventListener("message", ({ source, data }) => {
  const height = Math.min(Number(data?.stabburHeight), 30000);
  for (const frame of document.querySelectorAll("iframe.made"))
    if (frame.contentWindow === source && height > 0) frame.style.height = `${Math.ceil(height) + 2}px`;
});
// a search that gets no answer at all is told where its number of hits would have been
document.addEventListener("htmx:error", () => {
  const said = document.querySelector("#said");
  if (said) said.textContent = said.dataset.failed;
});
const list = document.querySelector("ul[data-filter]");
const field = document.querySelector("main input[type=search]");
if (list && field) {
  const count = document.querySelector("#results .count");
  const said = count.textContent;
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const item of list.children) {
      const text = item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      left += item.hidden ? 0 : 1;
    }
    count.textContent = words.length ? `${left} / ${list.children.length}` : said;
    document.querySelector("#said").textContent = words.length ? count.textContent : "";
  };
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", filter);
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
  filter();
}
