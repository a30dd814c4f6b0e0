// The cells, one vector of units of one sequence at one step; equations as in ops/recurrent.ts, forward and backward side by side.
// A cell computes `tiles` pre-activations z from h (hidden) and x (input); `keep` is what the gradient needs of each.
// `carry` is what goes to the step before beside dL/dz: dL/dc for lstm, the direct part of dL/dh for gru.
#pragma once
#include "math.hpp"

namespace seqbench::SEQBENCH_SET {

struct State {
  Floats hidden, cell;
};

/// What `forward` gives is h already; lstm is finished later, see there.
struct AtOnce {
  static Floats hidden(State state) { return state.hidden; }
};

template <bool relu>
struct Rnn : AtOnce {
  static constexpr int tiles = 1, gates = 1;
  static constexpr bool hasCell = false, carriesHidden = false, resetsFirst = false;
  /// Tiles [0, hiddenTiles) read h; of `gates`, gate g of the input side is tile inputTile(g).
  static constexpr int inputTile(int gate) { return gate; }

  static State forward(const Floats z[], State, Floats keep[]) {
    keep[0] = relu ? larger(z[0], Floats{}) : hyperbolicTangent(z[0]);
    // A NaN must not become a zero here: training stops on it.
    if (relu) keep[0] = z[0] == z[0] ? keep[0] : z[0];
    return {keep[0], Floats{}};
  }
  static Floats backward(const Floats keep[], State, Floats, Floats dh, Floats, Floats dz[]) {
    dz[0] = relu ? (keep[0] > Floats{} ? dh : Floats{}) : dh * (splat(1) - keep[0] * keep[0]);
    if (relu) dz[0] = keep[0] == keep[0] ? dz[0] : keep[0];
    return Floats{};
  }
};

/// i, f, g, o = s, s, tanh, s (z);  c = f c' + i g;  h = o tanh(c)
struct Lstm {
  static constexpr int tiles = 4, gates = 4;
  static constexpr bool hasCell = true, carriesHidden = false, resetsFirst = false;
  static constexpr int inputTile(int gate) { return gate; }

  static State forward(const Floats z[], State before, Floats keep[]) {
    keep[0] = sigmoid(z[0]);
    keep[1] = sigmoid(z[1]);
    keep[2] = hyperbolicTangent(z[2]);
    keep[3] = sigmoid(z[3]);
    return {keep[3], keep[1] * before.cell + keep[0] * keep[2]};
  }
  /// Of o and c, once c is known for many vectors.
  static Floats hidden(State state) { return state.hidden * hyperbolicTangent(state.cell); }
  static Floats backward(const Floats keep[], State before, Floats cell, Floats dh, Floats carry, Floats dz[]) {
    const Floats i = keep[0], f = keep[1], g = keep[2], o = keep[3], one = splat(1);
    const Floats squashed = hyperbolicTangent(cell);
    const Floats dc = carry + dh * o * (one - squashed * squashed);
    dz[0] = dc * g * i * (one - i);
    dz[1] = dc * before.cell * f * (one - f);
    dz[2] = dc * i * (one - g * g);
    dz[3] = dh * squashed * o * (one - o);
    return dc * f;
  }
};

/// r, u = s(z);  n = tanh(z_x + r z_h);  h = (1 - u) n + u h'.  Tiles: r, u, z_h (from h alone), z_x (from x alone).
struct Gru : AtOnce {
  static constexpr int tiles = 4, gates = 3;
  static constexpr bool hasCell = false, carriesHidden = true, resetsFirst = false;
  static constexpr int inputTile(int gate) { return gate == 2 ? 3 : gate; }

  static State forward(const Floats z[], State before, Floats keep[]) {
    keep[0] = sigmoid(z[0]);
    keep[1] = sigmoid(z[1]);
    keep[2] = z[2];
    keep[3] = hyperbolicTangent(z[3] + keep[0] * z[2]);
    return {keep[3] + keep[1] * (before.hidden - keep[3]), Floats{}};
  }
  static Floats backward(const Floats keep[], State before, Floats, Floats dh, Floats, Floats dz[]) {
    const Floats r = keep[0], u = keep[1], n = keep[3], one = splat(1);
    dz[3] = dh * (one - u) * (one - n * n);
    dz[2] = dz[3] * r;
    dz[1] = dh * (before.hidden - n) * u * (one - u);
    dz[0] = dz[3] * keep[2] * r * (one - r);
    return dh * u;
  }
};

/// r, u = s(z);  n = tanh((r * h') W + ...);  h = (1 - u) n + u h'. The product of n waits for r of all units: two passes a step.
struct GruResetFirst : AtOnce {
  static constexpr int tiles = 3, gates = 3;
  static constexpr bool hasCell = false, carriesHidden = true, resetsFirst = true;
  static constexpr int inputTile(int gate) { return gate; }

  /// First pass: keeps r and u, returns r * h'.
  static Floats reset(const Floats z[], State before, Floats keep[]) {
    keep[0] = sigmoid(z[0]);
    keep[1] = sigmoid(z[1]);
    return keep[0] * before.hidden;
  }
  /// Second pass.
  static State forward(const Floats z[], State before, Floats keep[]) {
    keep[2] = hyperbolicTangent(z[2]);
    return {keep[2] + keep[1] * (before.hidden - keep[2]), Floats{}};
  }
  /// dz of r needs dL/d(r * h'), which is dz[2] Wh_n^T: see resetBackward.
  static Floats backward(const Floats keep[], State before, Floats, Floats dh, Floats, Floats dz[]) {
    const Floats u = keep[1], n = keep[2], one = splat(1);
    dz[2] = dh * (one - u) * (one - n * n);
    dz[1] = dh * (before.hidden - n) * u * (one - u);
    dz[0] = Floats{};
    return dh * u;
  }
  /// Adds to the carry what goes through r * h', returns dz of r.
  static Floats resetBackward(Floats dReset, Floats r, Floats hiddenBefore, Floats& carry) {
    carry += dReset * r;
    return dReset * hiddenBefore * r * (splat(1) - r);
  }
};

}  // namespace seqbench::SEQBENCH_SET
