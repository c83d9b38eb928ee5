import type { FromPage } from '../src/contract/fromPage.js';
import type { Effect, SessionEvent } from './session/types.js';
import type { ViewState } from './state.js';

/** What effects are done with. */
export interface Means {
  readonly post: (message: FromPage) => void;
  /** Has a view kept by VS Code. */
  readonly keep: (view: ViewState) => void;
  readonly view: () => ViewState;
  readonly dispatch: (event: SessionEvent) => void;
  /** Draws with the next frame. */
  readonly schedule: () => void;
  readonly drawNow: () => void;
  /** Scrolls the tab in front, once it is there. */
  readonly scrollTo: (scroll: number) => void;
  /** Gives the plan, as it is drawn, to those who answer slow questions once it rests so many milliseconds. */
  readonly analyse: (restMs: number) => void;
  readonly say: (text: string) => void;
}

/** Slow questions are asked about the moved plan only when the hand rests this long, in milliseconds. */
const REST_MS = 120;

/**
 * The same of a plan that is typed. To begin them takes a new worker where the one before had to be stopped, which is not to
 * be in the way of the next key's drawing.
 */
const TYPED_MS = 200;

/** Does what the session wants done. */
export function createRunner(means: Means): (effect: Effect) => void {
  const { post, keep, view, dispatch, schedule, drawNow, scrollTo, analyse, say } = means;
  let resting: ReturnType<typeof setTimeout> | undefined;
  const analyseWhenRested = () => {
    resting = setTimeout(() => {
      analyse(0);
      schedule();
    }, REST_MS);
  };
  return (effect) => {
    switch (effect.type) {
      case 'post':
        return post(effect.message);
      case 'expect':
        setTimeout(() => dispatch({ type: 'unanswered', id: effect.id }), effect.ms);
        return;
      case 'keep':
        return keep(view());
      case 'draw':
        return schedule();
      case 'turn':
        drawNow();
        return scrollTo(effect.scroll);
      case 'analyse':
        clearTimeout(resting);
        return effect.when === 'now' ? analyse(TYPED_MS) : analyseWhenRested();
      case 'say':
        return say(effect.text);
    }
  };
}
