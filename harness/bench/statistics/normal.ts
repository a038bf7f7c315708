/** The standard normal distribution. */

/** Chance of a value of at least `z`, with a relative error below 1e-10 from z = -1 to 8: a series near 0, a continued fraction further out. */
export function upperTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  if (z < 0) return 1 - upperTail(-z)
  return z < SERIES_UP_TO ? 0.5 - density(z) * series(z) : density(z) * continuedFraction(z)
}

const SERIES_UP_TO = 3
const FRACTION_TERMS = 120

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
}

/** z + z³/3 + z⁵/(3·5) + …: what the density is multiplied with for the chance between 0 and z. */
function series(z: number): number {
  let term = z
  let sum = z
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return sum
}

/** 1/(z + 1/(z + 2/(z + 3/(z + …)))): Mills' ratio. */
function continuedFraction(z: number): number {
  let value = z
  for (let term = FRACTION_TERMS; term >= 1; term--) value = z + term / value
  return 1 / value
}
