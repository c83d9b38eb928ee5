import { short } from './svgSheet.js';

/** A transformation as SVG and canvas write it: the two first rows of a matrix, column by column. */
export type Matrix = readonly [number, number, number, number, number, number];

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** What keeps the path that is being drawn, and where its points come to lie. */
export function createPen() {
  let matrix: Matrix = IDENTITY;
  let path = '';
  const point = (x: number, y: number) => {
    const [a, b, c, d, e, f] = matrix;
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  };
  const rectangle = (x: number, y: number, w: number, h: number) =>
    `M${point(x, y)}L${point(x + w, y)}L${point(x + w, y + h)}L${point(x, y + h)}Z`;
  const by = (other: Matrix) => (matrix = times(matrix, other));
  /** Members of a drawing context. */
  const moves = {
    translate: (x: number, y: number) => by([1, 0, 0, 1, x, y]),
    scale: (x: number, y: number) => by([x, 0, 0, y, 0, 0]),
    rotate: (angle: number) =>
      by([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]),
    resetTransform: () => (matrix = IDENTITY),
    beginPath: () => (path = ''),
    closePath: () => (path += path === '' ? '' : 'Z'),
    moveTo: (x: number, y: number) => (path += `M${point(x, y)}`),
    lineTo: (x: number, y: number) => (path += `${path === '' ? 'M' : 'L'}${point(x, y)}`),
    bezierCurveTo: (a: number, b: number, c: number, d: number, x: number, y: number) =>
      (path += `C${point(a, b)} ${point(c, d)} ${point(x, y)}`),
    rect: (x: number, y: number, w: number, h: number) => (path += rectangle(x, y, w, h)),
    /** Only whole circles are drawn here: points and rings. */
    arc: (x: number, y: number, r: number) => {
      const radius = `${short(r)} ${short(r)} 0 1 0`;
      path += `M${point(x - r, y)}A${radius} ${point(x + r, y)}A${radius} ${point(x - r, y)}`;
    },
  };
  return {
    moves,
    rectangle,
    path: () => path,
    matrix: () => matrix,
    setMatrix: (wanted: Matrix) => (matrix = wanted),
    /** As an attribute; `null` where nothing is moved. */
    transform: () => (matrix === IDENTITY ? null : `matrix(${matrix.map(short).join(' ')})`),
  };
}

/** One transformation after another. */
function times([A, B, C, D, E, F]: Matrix, [a, b, c, d, e, f]: Matrix): Matrix {
  return [A * a + C * b, B * a + D * b, A * c + C * d, B * c + D * d, A * e + C * f + E, B * e + D * f + F];
}
