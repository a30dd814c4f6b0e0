/**
 * The gated recurrent unit with the reset before the product, as first published and as ONNX's default. H units;
 * a_s = x_s Wx + bx is [3 H]; Wh and bh have a third each for r, z, n; k = r h_{s-1}, [H].
 *
 *   forward    r, z = sigmoid(a + h_{s-1} Wh + bh);  n = tanh(a_n + k Wh_n + bh_n);  h_s = (1 - z) n + z h_{s-1}
 *   backward   da_n = dh (1 - z) (1 - n^2);  dk = da_n Wh_n^T;  da_r = dk h_{s-1} r (1 - r);  da_z = dh (h_{s-1} - n) z (1 - z)
 *              dh_{s-1} = dh z + dk r + da_rz Wh_rz^T;  dWh_rz = h_{s-1}^T da_rz;  dWh_n = k^T da_n
 */
import { addOuterProducts, addProduct, addProductTransposed, type Matrix } from '../products.ts'
import { at, sigmoid, type Cell } from './cell.ts'

export function createGruResetBefore(): Cell {
  return {
    separateRecurrentGradient: false,
    kept: 'k',

    forward({ units, gates, hidden, kept }, { wh, bias }, step) {
      const a = gates.data
      const [gate, keptRow, previous, next] = [at(gates, step).offset, at(kept, step).offset, at(hidden, step).offset, at(hidden, step + 1).offset]
      const bh = bias.offset + bias.stride
      addProduct(at(gates, step), at(hidden, step), wh, 1, units, 2 * units)
      for (let unit = 0; unit < units; unit++) {
        const r = sigmoid(a[gate + unit] + bias.data[bh + unit])
        a[gate + unit] = r
        a[gate + unit + units] = sigmoid(a[gate + unit + units] + bias.data[bh + unit + units])
        kept.data[keptRow + unit] = r * hidden.data[previous + unit]
      }
      addProduct(at(gates, step, 2 * units), at(kept, step), newColumns(wh, units), 1, units, units)
      for (let unit = 0; unit < units; unit++) {
        const z = a[gate + unit + units]
        const n = Math.tanh(a[gate + unit + 2 * units] + bias.data[bh + unit + 2 * units])
        a[gate + unit + 2 * units] = n
        hidden.data[next + unit] = (1 - z) * n + z * hidden.data[previous + unit]
      }
    },

    backward({ units, gates, hidden, scratch }, { da, dHidden }, { wh }, step) {
      const gs = gates.data
      const [das, dz] = [da.data, at(da, step)]
      const [gate, previous, di] = [at(gates, step).offset, at(hidden, step).offset, dz.offset]
      for (let unit = 0; unit < units; unit++) {
        const z = gs[gate + unit + units]
        const n = gs[gate + unit + 2 * units]
        const dh = dHidden.data[unit]
        das[di + unit + units] = dh * (hidden.data[previous + unit] - n) * z * (1 - z)
        das[di + unit + 2 * units] = dh * (1 - z) * (1 - n * n)
        dHidden.data[unit] = dh * z
      }
      const dk = scratch.data.fill(0, 0, units)
      addProductTransposed(scratch, at(da, step, 2 * units), newColumns(wh, units), 1, units, units)
      for (let unit = 0; unit < units; unit++) {
        const r = gs[gate + unit]
        das[di + unit] = dk[unit] * hidden.data[previous + unit] * r * (1 - r)
        dHidden.data[unit] += dk[unit] * r
      }
      addProductTransposed(dHidden, dz, wh, 1, units, 2 * units)
    },

    addRecurrentWeightGradient(dwh, { units, hidden, kept }, { dr }, steps) {
      addOuterProducts(dwh, hidden, dr, steps, units, 2 * units)
      addOuterProducts(newColumns(dwh, units), kept, at(dr, 0, 2 * units), steps, units, units)
    },
  }
}

/** The columns of Wh that belong to n. */
const newColumns = (wh: Matrix, units: number): Matrix => at(wh, 0, 2 * units)
