(() => {
  const bar = document.querySelector('.filter');
  const openTarget = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    if (target) target.scrollIntoView({block: 'start'});
  };
  addEventListener('hashchange', openTarget);
  openTarget();
  if (!bar) return;
  bar.hidden = false;
  const search = bar.querySelector('[type=search]');
  const boxes = [...bar.querySelectorAll('[type=checkbox]')];
  const tests = [...document.querySelectorAll('.test')].map(e => ({e, text: e.textContent.toLowerCase()}));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = new Set(boxes.filter(b => b.checked).map(b => b.value));
    let shown = 0;
    for (const {e, text} of tests) {
      e.hidden = !on.has(e.dataset.status) || !words.every(w => text.includes(w));
      if (!e.hidden) shown++;
    }
    for (const g of document.querySelectorAll('.group')) g.hidden = !g.querySelector('.test:not([hidden])');
    document.querySelector('.none').hidden = shown > 0;
  };
  search.addEventListener('input', apply);
  boxes.forEach(b => b.addEventListener('change', apply));
  const button = bar.querySelector('button');
  button.addEventListener('click', () => {
    const open = button.textContent === 'Open all';
    for (const d of document.querySelectorAll('#tests details')) d.open = open;
    button.textContent = open ? 'Close all' : 'Open all';
  });
})();
