import './mocha.js';
import '../../editor/commands.test.js';
import '../../editor/extension.test.js';
import '../../editor/faults.test.js';
import '../../editor/language.test.js';
import '../../editor/security.test.js';
import { RESULT, type Result } from './result.js';

/** Entry of the suite: VS Code loads this module into the web worker and calls `run`. Results go to the console. */
export function run(): Promise<void> {
  const say = (test: Mocha.Test, error?: Error) => {
    const result: Result = { name: test.fullTitle(), error: error ? (error.stack ?? error.message) : null };
    console.log(RESULT, JSON.stringify(result));
  };
  return new Promise((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => say(test))
      .on('fail', (test, error: Error) => say(test, error));
  });
}
