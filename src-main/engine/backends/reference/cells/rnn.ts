/**
 * The plain recurrent cell. H units; a_s = x_s Wx + bx and r_s = h_{s-1} Wh + bh are [H].
 *
 *   forward    h_s = act(a_s + r_s),  act = tanh or relu
 *   backward   da = dr = dh act'(a + r),  tanh' = 1 - h^2, relu' = [h > 0];  dh_{s-1} = dr Wh^T
 */
import { addOuterProducts, addProduct, addProductTransposed } from '../products.ts'
import { at, type Cell } from './cell.ts'

const activations = {
  tanh: { apply: Math.tanh, derivative: (h: number) => 1 - h * h },
  relu: { apply: (z: number) => (z > 0 ? z : 0), derivative: (h: number) => (h > 0 ? 1 : 0) },
}

export function createRnn({ activation }: { activation: 'tanh' | 'relu' }): Cell {
  const { apply, derivative } = activations[activation]
  return {
    separateRecurrentGradient: false,
    kept: null,

    forward({ units, gates, hidden }, { wh, bias }, step) {
      const z = at(gates, step)
      addProduct(z, at(hidden, step), wh, 1, units, units)
      const h = at(hidden, step + 1)
      for (let unit = 0; unit < units; unit++) {
        const value = apply(z.data[z.offset + unit] + bias.data[bias.offset + bias.stride + unit])
        z.data[z.offset + unit] = value
        h.data[h.offset + unit] = value
      }
    },

    backward({ units, hidden }, { da, dHidden }, { wh }, step) {
      const h = at(hidden, step + 1)
      const dz = at(da, step)
      for (let unit = 0; unit < units; unit++) {
        dz.data[dz.offset + unit] = dHidden.data[unit] * derivative(h.data[h.offset + unit])
      }
      dHidden.data.fill(0)
      addProductTransposed(dHidden, dz, wh, 1, units, units)
    },

    addRecurrentWeightGradient(dwh, { units, hidden }, { dr }, steps) {
      addOuterProducts(dwh, hidden, dr, steps, units, units)
    },
  }
}
