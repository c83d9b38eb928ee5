import { overviewFigure } from '../../src/report/figures/overview/overview.js';
import { subjectOf, type Page, type View } from '../view.js';
import type { OverviewSheet } from './overviewSheet.js';
import { createScenarios } from './scenarios.js';

/** The overview of a plan, composed by the page itself, with what is kept beside the plan. */
export function createOverview(page: Page, sheet: OverviewSheet): View {
  const scenarios = createScenarios(page);
  sheet.put(scenarios.element);
  return {
    element: sheet.element,
    update: (scene) => {
      const { partial, rests } = scene;
      sheet.draw(overviewFigure(subjectOf(scene), { partial, rests, isPreview: page.isPreview() }));
      scenarios.update(scene);
    },
  };
}
