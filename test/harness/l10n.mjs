// `npm run l10n`: collects the texts of the sources for translators.
//   media/l10n/bundle.l10n.json    English by English, as VS Code expects it
import { writeFileSync } from 'node:fs';
import { BUNDLE, bundleText } from './words.mjs';

writeFileSync(BUNDLE, await bundleText());
