import { benchEngine } from './engine.js';
import { isMet } from './measures.js';
for (const m of await benchEngine()) console.log(m.value.toPrecision(3), m.unit, isMet(m), m.what);
