import type { Texture } from '../../src/report/memoryFill.js';

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
  return pattern;
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
  const mirror = texture === 'backHatch';
  context.beginPath();
  for (const shift of [-TILE, 0, TILE]) {
    context.moveTo(mirror ? TILE - shift : shift, 0);
    context.lineTo(mirror ? -shift : shift + TILE, TILE);
  }
  context.stroke();
}
