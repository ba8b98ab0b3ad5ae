// Draws each figure once, as a picture that scales with the page and prints.
(async () => {
  for (const data of document.querySelectorAll('figure script[type="application/json"]')) {
    const place = data.parentElement.querySelector(".drawing");
    const { data: traces, layout } = JSON.parse(data.textContent);
    const width = Math.max(320, Math.min(720, place.clientWidth));
    const height = layout.height || 400;
    const options = { format: "svg", width, height };
    const image = await Plotly.toImage({ data: traces, layout: { ...layout, width, height } }, options);
    const text = decodeURIComponent(image.slice(image.indexOf(",") + 1));
    const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    drawing.setAttribute("aria-hidden", "true");
    place.replaceChildren(document.importNode(drawing, true));
  }
  document.documentElement.dataset.drawn = "yes";
})();
