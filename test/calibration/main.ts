import { calibrateHosts, calibratePools } from './hosts.js';
import { calibrateKernels, calibrateServers } from './promptFit.js';
import { calibrateSteps } from './steps/main.js';
import { calibrateTuned } from './tuned.js';

/** What is fitted: decode steps, or prompts by kernels and then, on the kernels that were written, by servers; and one stack. */
const FITS: Readonly<Record<string, () => void>> = {
  steps: calibrateSteps,
  kernels: calibrateKernels,
  servers: calibrateServers,
  hosts: calibrateHosts,
  pools: calibratePools,
  tuned: calibrateTuned,
};

const [wanted = 'steps'] = process.argv.slice(2);
const chosen = FITS[wanted];
if (!chosen) throw new Error(`one of ${Object.keys(FITS).join(', ')} is fitted, not ${wanted}`);
chosen();
