/**
 * The gated recurrent unit (Cho et al., 2014), reset after the product as PyTorch and cuDNN do it. H units; a_s = x_s Wx + bx
 * and q_s = h_{s-1} Wh + bh are [3 H], their thirds belong to r, z, n.
 *
 *   forward    r, z = sigmoid(a + q);  n = tanh(a_n + r q_n);  h_s = (1 - z) n + z h_{s-1}
 *   backward   dn = dh (1 - z);  da_n = dn (1 - n^2);  dq_n = da_n r;  dr = da_n q_n
 *              da_r = dq_r = dr r (1 - r);  da_z = dq_z = dh (h_{s-1} - n) z (1 - z);  dh_{s-1} = dh z + dq Wh^T
 */
import { addOuterProducts, addProduct, addProductTransposed } from '../products.ts'
import { at, sigmoid, type Cell } from './cell.ts'

export function createGru(): Cell {
  return {
    separateRecurrentGradient: true,
    kept: 'q_n',

    forward({ units, gates, hidden, kept, scratch }, { wh, bias }, step) {
      const q = scratch.data
      for (let column = 0; column < 3 * units; column++) q[column] = bias.data[bias.offset + bias.stride + column]
      addProduct(scratch, at(hidden, step), wh, 1, units, 3 * units)
      const a = gates.data
      const [gate, keptRow, previous, next] = [at(gates, step).offset, at(kept, step).offset, at(hidden, step).offset, at(hidden, step + 1).offset]
      for (let unit = 0; unit < units; unit++) {
        const ai = gate + unit
        const r = sigmoid(a[ai] + q[unit])
        const z = sigmoid(a[ai + units] + q[unit + units])
        const n = Math.tanh(a[ai + 2 * units] + r * q[unit + 2 * units])
        a[ai] = r
        a[ai + units] = z
        a[ai + 2 * units] = n
        kept.data[keptRow + unit] = q[unit + 2 * units]
        hidden.data[next + unit] = (1 - z) * n + z * hidden.data[previous + unit]
      }
    },

    backward({ units, gates, hidden, kept }, { da, dr, dHidden }, { wh }, step) {
      const gs = gates.data
      const [gate, keptRow, previous] = [at(gates, step).offset, at(kept, step).offset, at(hidden, step).offset]
      const [das, dqs, daRow, dqRow] = [da.data, dr.data, at(da, step), at(dr, step)]
      for (let unit = 0; unit < units; unit++) {
        const gi = gate + unit
        const r = gs[gi]
        const z = gs[gi + units]
        const n = gs[gi + 2 * units]
        const dh = dHidden.data[unit]
        const dan = dh * (1 - z) * (1 - n * n)
        const dar = dan * kept.data[keptRow + unit] * r * (1 - r)
        const daz = dh * (hidden.data[previous + unit] - n) * z * (1 - z)
        const di = daRow.offset + unit
        das[di] = dqs[di] = dar
        das[di + units] = dqs[di + units] = daz
        das[di + 2 * units] = dan
        dqs[di + 2 * units] = dan * r
        dHidden.data[unit] = dh * z
      }
      addProductTransposed(dHidden, dqRow, wh, 1, units, 3 * units)
    },

    addRecurrentWeightGradient(dwh, { units, hidden }, { dr }, steps) {
      addOuterProducts(dwh, hidden, dr, steps, units, 3 * units)
    },
  }
}
