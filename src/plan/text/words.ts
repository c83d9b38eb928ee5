import * as l10n from '../../l10n/l10n.js';

/** What YAML's own rules mean for who writes a plan. */
const WORDS: Readonly<Record<string, string>> = {
  get TAB_AS_INDENT() {
    return l10n.t('tabs cannot indent; use spaces');
  },
  get BAD_INDENT() {
    return l10n.t('indented differently from its neighbours');
  },
  get MULTIPLE_DOCS() {
    return l10n.t('a file holds one plan; remove the `---` and what follows');
  },
  get TAG_RESOLVE_FAILED() {
    return l10n.t('tags such as `!name` are not used in a plan');
  },
  get BAD_ALIAS() {
    return l10n.t('`*name` stands for a value that `&name` marks; there is none');
  },
  get BAD_SCALAR_START() {
    return l10n.t('a value cannot begin like this; put it in quotes');
  },
  get BAD_DQ_ESCAPE() {
    return l10n.t('a backslash in double quotes begins a special character; write two for one');
  },
  get MISSING_CHAR() {
    return l10n.t('something is missing here: a colon, a closing bracket or a quote');
  },
  get UNEXPECTED_TOKEN() {
    return l10n.t('this does not belong here; a value with such signs stands in quotes');
  },
  get BLOCK_IN_FLOW() {
    return l10n.t('within `{ }` and `[ ]`, commas separate members');
  },
  get NON_STRING_KEY() {
    return l10n.t('a key is a plain word');
  },
  get BAD_COLLECTION_TYPE() {
    return l10n.t('a list and a group of members cannot be mixed');
  },
};

/** The words for one of YAML's rules. */
export function wordsOf(code: string): string {
  return WORDS[code] ?? l10n.t('cannot be read; each member is written `name: value`');
}
