import 'mocha/mocha.js';

// The reporter of pages needs a document.
mocha.setup({ ui: 'bdd', timeout: 120_000, reporter: 'spec' });
