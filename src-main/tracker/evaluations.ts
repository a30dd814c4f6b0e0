/** How a run's model did on each split. */
import type { Database } from 'better-sqlite3'
import type { SplitName } from '../../src-shared/domain/dataset.ts'
import { evaluationSchema, type Evaluation } from '../../src-shared/domain/evaluation.ts'

export interface EvaluationRepository {
  save: (runId: string, evaluation: Evaluation) => void
  find: (runId: string, split: SplitName) => Evaluation | null
  /** The model changed: a run goes on. */
  clear: (runId: string) => void
}

export function createEvaluationRepository(database: Database): EvaluationRepository {
  const upsert = database.prepare('INSERT INTO evaluations (run_id, split, document) VALUES (?, ?, ?) ON CONFLICT (run_id, split) DO UPDATE SET document = excluded.document')
  const select = database.prepare<[string, string], string>('SELECT document FROM evaluations WHERE run_id = ? AND split = ?').pluck()
  const clear = database.prepare('DELETE FROM evaluations WHERE run_id = ?')
  return {
    save: (runId, evaluation) => void upsert.run(runId, evaluation.split, JSON.stringify(evaluation)),
    find: (runId, split) => {
      const document = select.get(runId, split)
      return document === undefined ? null : evaluationSchema.parse(JSON.parse(document))
    },
    clear: (runId) => void clear.run(runId),
  }
}
