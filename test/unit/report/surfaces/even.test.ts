import { everySurfaceAgrees } from './checks.js';

everySurfaceAgrees(0);
