/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997; forget gate: Gers, 2000). H units; z_s = x_s Wx + bx + h_{s-1} Wh + bh
 * is [4 H], its quarters belong to i, f, g, o.
 *
 *   forward    i, f, o = sigmoid(z_i, z_f, z_o);  g = tanh(z_g);  c_s = f c_{s-1} + i g;  h_s = o tanh(c_s)
 *   backward   do = dh tanh(c);  dc += dh o (1 - tanh(c)^2);  di = dc g;  df = dc c_{s-1};  dg = dc i
 *              dz_i = di i (1 - i), likewise f and o;  dz_g = dg (1 - g^2);  dh_{s-1} = dz Wh^T;  dc_{s-1} = dc f
 */
import { addOuterProducts, addProduct, addProductTransposed } from '../products.ts'
import { at, sigmoid, type Cell } from './cell.ts'

export function createLstm(): Cell {
  return {
    separateRecurrentGradient: false,
    kept: null,

    forward({ units, gates, hidden, cell }, { wh, bias }, step) {
      const z = at(gates, step)
      addProduct(z, at(hidden, step), wh, 1, units, 4 * units)
      const zs = z.data
      const bh = bias.data
      const [previous, next] = [at(cell, step).offset, at(cell, step + 1).offset]
      const h = at(hidden, step + 1)
      for (let unit = 0; unit < units; unit++) {
        const zi = z.offset + unit
        const bi = bias.offset + bias.stride + unit
        const i = sigmoid(zs[zi] + bh[bi])
        const f = sigmoid(zs[zi + units] + bh[bi + units])
        const g = Math.tanh(zs[zi + 2 * units] + bh[bi + 2 * units])
        const o = sigmoid(zs[zi + 3 * units] + bh[bi + 3 * units])
        const c = f * cell.data[previous + unit] + i * g
        zs[zi] = i
        zs[zi + units] = f
        zs[zi + 2 * units] = g
        zs[zi + 3 * units] = o
        cell.data[next + unit] = c
        h.data[h.offset + unit] = o * Math.tanh(c)
      }
    },

    backward({ units, gates, cell }, { da, dHidden, dCell }, { wh }, step) {
      const gs = gates.data
      const dz = at(da, step)
      const [gate, previous, next] = [at(gates, step).offset, at(cell, step).offset, at(cell, step + 1).offset]
      for (let unit = 0; unit < units; unit++) {
        const gi = gate + unit
        const i = gs[gi]
        const f = gs[gi + units]
        const g = gs[gi + 2 * units]
        const o = gs[gi + 3 * units]
        const tanhC = Math.tanh(cell.data[next + unit])
        const dh = dHidden.data[unit]
        const dc = dCell.data[unit] + dh * o * (1 - tanhC * tanhC)
        const di = dz.offset + unit
        dz.data[di] = dc * g * i * (1 - i)
        dz.data[di + units] = dc * cell.data[previous + unit] * f * (1 - f)
        dz.data[di + 2 * units] = dc * i * (1 - g * g)
        dz.data[di + 3 * units] = dh * tanhC * o * (1 - o)
        dCell.data[unit] = dc * f
      }
      dHidden.data.fill(0)
      addProductTransposed(dHidden, dz, wh, 1, units, 4 * units)
    },

    addRecurrentWeightGradient(dwh, { units, hidden }, { dr }, steps) {
      addOuterProducts(dwh, hidden, dr, steps, units, 4 * units)
    },
  }
}
