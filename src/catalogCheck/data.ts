import acceleratorData from '../catalog/data/accelerators.json' with { type: 'json' };
import acceptanceData from '../catalog/data/acceptance.json' with { type: 'json' };
import claimData from '../catalog/data/claims.json' with { type: 'json' };
import drafterData from '../catalog/data/drafters.json' with { type: 'json' };
import economicsData from '../catalog/data/economics.json' with { type: 'json' };
import hostedData from '../catalog/data/hosted.json' with { type: 'json' };
import lpxData from '../catalog/data/lpx.json' with { type: 'json' };
import modelData from '../catalog/data/models.json' with { type: 'json' };
import rackData from '../catalog/data/racks.json' with { type: 'json' };
import speculatorData from '../catalog/data/speculators.json' with { type: 'json' };
import trafficData from '../catalog/data/traffic.json' with { type: 'json' };
import coefficientData from '../engine/time/coefficients.json' with { type: 'json' };
import type { CatalogueFiles } from './checkCatalogue.js';

/** The catalogue's files as they were built in. */
export const CATALOGUE_FILES: CatalogueFiles = {
  'src/catalog/data/accelerators.json': acceleratorData,
  'src/catalog/data/acceptance.json': acceptanceData,
  'src/catalog/data/claims.json': claimData,
  'src/catalog/data/drafters.json': drafterData,
  'src/catalog/data/economics.json': economicsData,
  'src/catalog/data/hosted.json': hostedData,
  'src/catalog/data/lpx.json': lpxData,
  'src/catalog/data/models.json': modelData,
  'src/catalog/data/racks.json': rackData,
  'src/catalog/data/speculators.json': speculatorData,
  'src/catalog/data/traffic.json': trafficData,
  'src/engine/time/coefficients.json': coefficientData,
};
