import type { Panel } from '../../../../src-shared/domain/evaluation.ts'

/** The panel of one kind. */
export type PanelOf<Kind extends Panel['kind']> = Extract<Panel, { kind: Kind }>
