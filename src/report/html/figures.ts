import { breakEvenVariables } from '../../engine/questions/charts.js';
import { comparisonOf } from '../../engine/questions/comparison.js';
import type { Certainty } from '../figures/certainty.js';
import { costOverInput, costOverSpeed } from '../figures/costs.js';
import { crossingsOf } from '../figures/crossings.js';
import { evidenceChoice, evidenceOverLoad } from '../figures/evidence/figure.js';
import type { Figure } from '../figures/figure.js';
import { memoryChoice, memoryFill, memoryOverContext } from '../figures/memory.js';
import { optionCosts } from '../figures/optionCosts.js';
import type { Subject } from '../figures/questions.js';
import { requestChoice } from '../figures/request/choice.js';
import { requestFigures } from '../figures/request/figures.js';
import { savingsInCost, savingsOverContext, savingsPerToken, sequenceOf } from '../figures/savings.js';
import { mapSides, winners } from '../figures/winners.js';
import { barFigure } from './barChart.js';
import { lineChart } from './lineChart.js';
import { mapGrid } from './mapGrid.js';
import { tag, type Markup } from './markup.js';
import { spanChart } from './spanChart.js';

/** Which figures stand in a report, section by section: those that have something to draw. */

const drawn = (figures: readonly Figure[]) => figures.filter(({ missing }) => missing === null);

/** Cost of every option. */
export const costFigures = (subject: Subject): Figure[] => drawn([optionCosts(subject)]);

/** Cost over speed for every workload, cost over the input that matters, and who wins where. */
export function breakEvenFigures(subject: Subject): Figure[] {
  const { plan } = subject;
  const [first] = Object.keys(plan.workloads);
  if (first === undefined) return [];
  const overSpeed = Object.keys(plan.workloads).map((workload) => {
    const speed = breakEvenVariables(plan, workload).find(({ id }) => id === 'speed') ?? null;
    return costOverSpeed(subject, workload, speed, { bands: true });
  });
  const others = breakEvenVariables(plan, first).filter(({ id }) => id !== 'speed');
  const crossed = others.find((variable) =>
    crossingsOf(subject, first, variable).found.some(({ value }) => value !== null),
  );
  const input = crossed ?? others[0];
  return drawn([
    ...overSpeed,
    ...(input ? [costOverInput(subject, first, input, { bands: true })] : []),
    ...winnerMaps(subject, first),
  ]);
}

function winnerMaps(subject: Subject, workload: string): Figure[] {
  const sides = mapSides(breakEvenVariables(subject.plan, workload));
  return sides && comparisonOf(subject.plan) ? [winners(subject, workload, sides)] : [];
}

/** What fills the memory, and what context does to it. */
export function memoryFigures(subject: Subject): Figure[] {
  const choice = memoryChoice(subject);
  return drawn([memoryFill(subject, choice), memoryOverContext(subject, choice)]);
}

/** A request from arrival to last token, for the workload that says what one is. */
export function wholeRequestFigures(subject: Subject): Figure[] {
  const { workload, lead } = requestChoice(subject);
  const says = subject.plan.workloads[workload];
  return says?.input && says.output ? drawn(requestFigures(subject, { workload, lead })) : [];
}

/** Measured servers beside the prediction. */
export const evidenceFigures = (subject: Subject): Figure[] =>
  drawn([evidenceOverLoad(subject, evidenceChoice(subject))]);

/** What the model's attention saves, for the first workload. */
export function savingsFigures(subject: Subject): Figure[] {
  const [first] = Object.keys(subject.plan.workloads);
  const sequence = first === undefined ? null : sequenceOf(subject, first);
  if (!sequence) return [];
  const inCost = savingsInCost(subject);
  return drawn([savingsPerToken(sequence), ...(inCost ? [inCost] : []), savingsOverContext(sequence)]);
}

/** How far costs may be off, and what moves the answer most. */
export const spreadFigures = ({ costs, tornado }: Certainty): Figure[] =>
  drawn(tornado ? [costs, tornado] : [costs]);

/** A figure as SVG, or a map as a table; each with its key. */
export function drawing(figure: Figure): Markup {
  switch (figure.kind) {
    case 'lines':
      return lineChart(figure);
    case 'bars':
      return barFigure(figure);
    case 'spans':
      return spanChart(figure);
    case 'map':
      return mapGrid(figure);
  }
}

/** A figure with the sentence that it shows. */
export function figureMarkup(figure: Figure): Markup {
  const caption = [tag('h3', {}, figure.finding), tag('p', {}, figure.subtitle)];
  return tag('figure', { 'data-id': figure.id }, tag('figcaption', {}, ...caption), drawing(figure));
}
