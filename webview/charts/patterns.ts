import type { Texture } from '../../src/report/figures/figure.js';

const TILE = 8;

/** A fill in a colour and texture, for a canvas. `empty` is the plain background. */
export function fillOf(colour: string, texture: Texture, background: string): string | CanvasPattern {
  if (texture === 'solid') return colour;
  if (texture === 'empty') return background;
  const key = `${colour} ${texture} ${background}`;
  const known = made.get(key);
  if (known) return known;
  const tile = document.createElement('canvas');
  tile.width = TILE;
  tile.height = TILE;
  const context = tile.getContext('2d');
  const pattern =
    context && (paint(context, colour, texture, background), context.createPattern(tile, 'repeat'));
  if (!pattern) return colour;
  made.set(key, pattern);
  if (pattern instanceof CanvasPattern) looks.set(pattern, { colour, texture, background });
  return pattern;
}

interface Look {
  readonly colour: string;
  readonly texture: Texture;
  readonly background: string;
}

const looks = new WeakMap<CanvasPattern, Look>();

/** The same fill as an SVG pattern, once it has an id; `null` for a pattern that was not made here. */
export function patternMarkup(pattern: CanvasPattern): ((id: string) => string) | null {
  const look = looks.get(pattern);
  if (!look) return null;
  const { colour, texture, background } = look;
  const base = `<rect width="${TILE}" height="${TILE}" fill="${background}"/><rect width="${TILE}" height="${TILE}" fill="${colour}" opacity="${texture === 'sparse' ? 0.12 : 0.3}"/>`;
  const marks =
    texture === 'dots'
      ? `<rect x="1" y="1" width="2" height="2" fill="${colour}"/><rect x="5" y="5" width="2" height="2" fill="${colour}"/>`
      : `<path d="${lines(texture)
          .map(([from, to]) => `M${from} 0L${to} ${TILE}`)
          .join('')}" stroke="${colour}" stroke-width="${texture === 'sparse' ? 1 : 2}"/>`;
  return (id) =>
    `<pattern id="${id}" width="${TILE}" height="${TILE}" patternUnits="userSpaceOnUse">${base}${marks}</pattern>`;
}

/** Slanting lines of a tile, by where they meet its top and its bottom. */
function lines(texture: Texture): (readonly [number, number])[] {
  const mirror = texture === 'backHatch';
  return [-TILE, 0, TILE].map((shift) => (mirror ? [TILE - shift, -shift] : [shift, shift + TILE]));
}

const made = new Map<string, CanvasPattern>();

function paint(
  context: CanvasRenderingContext2D,
  colour: string,
  texture: Texture,
  background: string,
): void {
  context.fillStyle = background;
  context.fillRect(0, 0, TILE, TILE);
  context.globalAlpha = texture === 'sparse' ? 0.12 : 0.3;
  context.fillStyle = colour;
  context.fillRect(0, 0, TILE, TILE);
  context.globalAlpha = 1;
  context.strokeStyle = colour;
  if (texture === 'dots') {
    context.fillRect(1, 1, 2, 2);
    context.fillRect(5, 5, 2, 2);
    return;
  }
  context.lineWidth = texture === 'sparse' ? 1 : 2;
  context.beginPath();
  for (const [from, to] of lines(texture)) {
    context.moveTo(from, 0);
    context.lineTo(to, TILE);
  }
  context.stroke();
}
