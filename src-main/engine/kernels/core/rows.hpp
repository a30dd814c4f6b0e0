// Updates of tables of which only some rows have a gradient: a step costs what its rows cost, not what the table does.
//
// The rule moves every row at every step, those without gradient too, by their decaying moments. Here a row is left behind and
// brought up to date when it is next used: the missed steps are taken one after the other with a gradient of zero, in the same
// operations, so the result is that of the dense update. After `limit` of them what is left of the first moment moves nothing
// a float could show: from there on the moments are only multiplied by powers of their decays.
//
// history[4 c ..] of step c: rate, spread, shrink (as in AdamStep) and the product of all shrinks before it.
// last[row]: steps done by the row; ~steps where it never had a gradient, so that its moments are zero.
#pragma once
#include "math.hpp"
#include "plan.hpp"

namespace seqbench::SEQBENCH_SET {

inline float powerOf(float base, int64_t exponent) {
  double result = 1, factor = base;
  for (; exponent > 0; exponent >>= 1, factor *= factor)
    if (exponent & 1) result *= factor;
  return (float)result;
}

/// m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  w = w shrink - rate m / (sqrt(v) spread + epsilon)
struct AdamRule {
  float beta1, beta2, epsilon;
  struct State {
    Floats w, m, v;
  };
  State read(const RowsStep& s, int64_t at, int used) const { return {loadPart(s.weights + at, used), loadPart(s.first + at, used), loadPart(s.second + at, used)}; }
  void write(const RowsStep& s, int64_t at, int used, const State& x) const {
    storePart(s.weights + at, x.w, used);
    storePart(s.first + at, x.m, used);
    storePart(s.second + at, x.v, used);
  }
  void step(State& x, Floats g, const float* moment) const {
    x.m = beta1 * x.m + (1 - beta1) * g;
    x.v = beta2 * x.v + (1 - beta2) * g * g;
    x.w = x.w * moment[2] - moment[0] * x.m / (squareRoot(x.v) * moment[1] + epsilon);
  }
  /// A step without gradient of a row without moments.
  void rest(State& x, const float* moment) const { x.w = x.w * moment[2]; }
  /// What many steps without gradient leave of the moments.
  void forget(State& x, int64_t steps) const {
    x.m *= splat(powerOf(beta1, steps));
    x.v *= splat(powerOf(beta2, steps));
  }
};

/// m = momentum m + g;  w = w - rate m
struct SgdRule {
  float momentum;
  struct State {
    Floats w, m;
  };
  State read(const RowsStep& s, int64_t at, int used) const { return {loadPart(s.weights + at, used), loadPart(s.first + at, used)}; }
  void write(const RowsStep& s, int64_t at, int used, const State& x) const {
    storePart(s.weights + at, x.w, used);
    storePart(s.first + at, x.m, used);
  }
  void step(State& x, Floats g, const float* moment) const {
    x.m = momentum * x.m + g;
    x.w = x.w - moment[0] * x.m;
  }
  void rest(State&, const float*) const {}
  void forget(State& x, int64_t steps) const { x.m *= splat(powerOf(momentum, steps)); }
};

/// Brings each of the rows to step `steps`, the last with its gradient where there is one.
template <class Rule>
inline void updateRows(const RowsStep& s, const Rule& rule, const Team& team) {
  const Piece piece = pieceOf(s.count, team);
  const int64_t until = s.gradient ? s.steps - 1 : s.steps;
  for (int i = piece.begin; i < piece.end; i++) {
    const int64_t row = s.rows ? s.rows[i] : i;
    const bool moved = s.last[row] >= 0;
    const int64_t from = moved ? s.last[row] : ~s.last[row];
    // With its gradient of zero, a row goes the whole way to `replayed`; from there on only weight decay moves it, if there is any.
    const int64_t replayed = !moved ? from : until - from > s.limit ? from + s.limit : until;
    const bool decays = s.history[4 * replayed + 3] != s.history[4 * until + 3];
    if (replayed > from || decays || s.gradient) {
      for (int column = 0; column < s.columns; column += width) {
        const int used = least(width, s.columns - column);
        const int64_t at = row * s.columns + column;
        auto state = rule.read(s, at, used);
        for (int64_t c = from; c < replayed; c++) rule.step(state, Floats{}, s.history + 4 * c);
        if (replayed < until && moved) rule.forget(state, until - replayed);
        if (decays)
          for (int64_t c = replayed; c < until; c++) rule.rest(state, s.history + 4 * c);
        if (s.gradient) rule.step(state, loadPart(s.gradient + (int64_t)i * s.columns + column, used), s.history + 4 * until);
        rule.write(s, at, used, state);
      }
    }
    s.last[row] = moved || s.gradient ? s.steps : ~s.steps;
  }
}

inline void adamRows(const RowsStep& s, const Team& team) { updateRows(s, AdamRule{s.beta1, s.beta2, s.epsilon}, team); }
inline void sgdRows(const RowsStep& s, const Team& team) { updateRows(s, SgdRule{s.beta1}, team); }

}  // namespace seqbench::SEQBENCH_SET
