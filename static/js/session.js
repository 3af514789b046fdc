// A session that has ended answers the request of a page's part with the way to the sign-in page.
// That page must not be put into the part: the whole page is loaded again, and leads there and back.

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.finalRequestPath, location.href).pathname;
  if (new URL(xhr.responseURL).pathname === asked) return;
  event.detail.shouldSwap = false;
  location.reload();
});
