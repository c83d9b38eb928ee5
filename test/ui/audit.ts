/** A problem that keeps somebody from using the page. */
export interface Finding {
  readonly rule: string;
  readonly what: string;
}

/**
 * Looks through the page it runs in (it is sent there as text, so it stands alone): names and roles of all
 * controls, contrast of all texts after WCAG 2.2 (1.4.3: 4.5, large text 3), order of headings, ids, what
 * sticks out of the page, and targets that are too small to hit.
 */
export function audit(): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: string, element: Element, more = '') => {
    const text = (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40);
    findings.push({
      rule,
      what: `${element.tagName.toLowerCase()}.${element.className} “${text}” ${more}`.trim(),
    });
  };
  const visible = (element: Element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    element.closest('.visually-hidden, [aria-hidden=true], [data-role="spare"]') === null;
  const all = (selector: string) => [...document.querySelectorAll(selector)].filter(visible);

  const labelOf = (element: Element) => {
    const by = element.getAttribute('aria-labelledby');
    const named = by === null ? '' : (document.getElementById(by)?.textContent ?? '');
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : [];
    const label = labels.map(({ textContent }) => textContent).join('');
    const inside = element instanceof HTMLInputElement ? '' : element.textContent;
    return (element.getAttribute('aria-label') ?? '') + named + label + inside;
  };
  const controls =
    'button, input, a, select, summary, canvas, vscode-dropdown, [role=tab], [role=menuitem], [role=region], section';
  for (const element of all(controls)) if (labelOf(element).trim() === '') report('no name', element);
  // Elements with a shadow root point into that.
  for (const element of all('[aria-controls], [aria-labelledby]').filter(({ shadowRoot }) => !shadowRoot))
    for (const name of ['aria-controls', 'aria-labelledby']) {
      const id = element.getAttribute(name);
      if (id !== null && !document.getElementById(id)) report(`${name} points nowhere`, element, id);
    }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  for (const id of new Set(ids))
    if (ids.filter((other) => other === id).length > 1) findings.push({ rule: 'id twice', what: id });

  let level = 0;
  for (const heading of all('h1, h2, h3, h4')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 2) report('heading level left out', heading);
    level = own;
  }
  if (document.documentElement.scrollWidth > window.innerWidth + 1)
    findings.push({ rule: 'page scrolls sideways', what: `${document.documentElement.scrollWidth} px` });
  for (const element of all('button, input, summary')) {
    const { width, height } = element.getBoundingClientRect();
    if (width > 0 && (width < 16 || height < 16)) report('target too small', element, `${width}×${height}`);
  }

  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour: string, under: readonly number[]): readonly number[] => {
    if (!paint) return under;
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = `rgb(${under.join(' ')})`;
    paint.fillRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  };
  const backgroundOf = (element: Element): readonly number[] => {
    const under = element.parentElement ? backgroundOf(element.parentElement) : [255, 255, 255];
    return rgb(getComputedStyle(element).backgroundColor, under);
  };
  const luminance = (colour: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const seen = new Set<string>();
  for (const element of all('main *')) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '',
    );
    if (!own || element.closest('[aria-hidden=true]') || element.matches(':disabled')) continue;
    const style = getComputedStyle(element);
    const background = backgroundOf(element);
    const [a, b] = [luminance(rgb(style.color, background)), luminance(background)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const key = `${element.className} ${style.color} ${background.join()}`;
    if (contrast < (large ? 3 : 4.5) && !seen.has(key)) {
      seen.add(key);
      report('contrast', element, `${contrast.toFixed(2)}: ${style.color} on ${background.join()}`);
    }
  }
  return findings;
}
