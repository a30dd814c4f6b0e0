/** A row of a run's dataset that one picks, with its array and what is known about it. */
import { computed, ref, shallowRef, watch } from 'vue'
import type { ArrayCell } from '../../../../src-shared/domain/cell.ts'
import type { Row } from '../../../../src-shared/domain/dataset.ts'
import type { Role } from '../../../../src-shared/domain/roles.ts'
import type { Run } from '../../../../src-shared/domain/run.ts'
import { useArraysStore } from '../../../stores/arrays.ts'
import { useDatasetsStore } from '../../../stores/datasets.ts'

export function useDatasetRow(run: () => Run, role: () => Role) {
  const datasets = useDatasetsStore()
  const arrays = useArraysStore()
  void datasets.ensure()
  const dataset = computed(() => datasets.byId(run().datasetId) ?? null)
  const row = ref(0)
  const cell = shallowRef<ArrayCell | null>(null)
  const values = shallowRef<Row | null>(null)
  const error = shallowRef<unknown>(null)
  let turn = 0

  async function load(): Promise<void> {
    const own = ++turn
    error.value = null
    if (!dataset.value) return
    try {
      const [array, page] = await Promise.all([arrays.get(dataset.value.id, row.value, role()), datasets.rows(dataset.value.id, row.value, 1, '')])
      if (own !== turn) return
      cell.value = array
      values.value = page.rows[0] ?? null
    } catch (thrown) {
      if (own === turn) error.value = thrown
    }
  }
  watch(() => run().id, () => {
    row.value = 0
    cell.value = null
  })
  watch([dataset, row], load, { immediate: true })

  /** The first column of a role, as text; empty where there is none. */
  function textOf(wanted: Role): string {
    const column = dataset.value?.columns.findIndex(({ name }) => name === dataset.value?.roles[wanted]?.[0]) ?? -1
    const value = values.value?.values[column]
    return typeof value === 'string' ? value : Array.isArray(value) ? value.join(' ') : ''
  }
  const channels = computed(() => {
    const name = dataset.value?.roles[role()]?.[0]
    return dataset.value?.columns.find((column) => column.name === name)?.array?.channels ?? []
  })
  return { dataset, row, cell, values, error, load, textOf, channels }
}
