/** The table of forecasting architectures. */
import type { ForecastingTask } from '../../../../../src-shared/domain/tasks/forecasting.ts'
import type { CreateArchitecture } from './architecture.ts'
import { direct } from './direct.ts'
import { encoderDecoder } from './encoder-decoder.ts'
import { segments } from './segments.ts'

export const architectures: Record<ForecastingTask['architecture']['kind'], CreateArchitecture> = { segments, direct, encoderDecoder }
