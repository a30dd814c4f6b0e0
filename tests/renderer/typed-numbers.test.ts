// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import { ref } from 'vue'
import NumberField from '../../src-renderer/ui/NumberField.vue'
import { typedNumber } from '../../src-shared/domain/spelled-numbers.ts'

it('a typed number is read with a point, a decimal comma or full-width digits, and not where it could be two', () => {
  expect(['0.5', ' 1e-3 ', '0,5', ',25', '0,001', '12,5', '-1,5', '１２．５', '\u22123'].map((typed) => typedNumber(typed))).toEqual([0.5, 0.001, 0.5, 0.25, 0.001, 12.5, -1.5, 12.5, -3])
  expect(['1,234', '-12,500', '1.2.3', 'ten', '', '1,2,3', '0x10', 'Infinity'].map((typed) => typedNumber(typed))).toEqual(Array.from({ length: 8 }, () => null))
  expect(['1,234', '12,345,678', '7'].map((typed) => typedNumber(typed, { integer: true }))).toEqual([1234, 12_345_678, 7])
})

it('a field of a number marks what it cannot read, and left, says the value that was taken', async () => {
  const value = ref<number | null>(5)
  const field = mount({ components: { NumberField }, setup: () => ({ value, take: (typed: number | null) => (value.value = Math.min(9, typed ?? 0)) }), template: '<NumberField label="rows" :model-value="value" @update:model-value="take" />' })
  const input = field.get('input')
  await input.setValue('7,5')
  expect(value.value).toBe(7.5)
  await input.setValue('1,234')
  expect([value.value, input.attributes('aria-invalid')]).toEqual([7.5, 'true'])
  for (const _ of [1, 2]) {
    await input.setValue('99')
    await input.trigger('blur')
    expect([value.value, input.element.value]).toEqual([9, '9'])
  }
})
