package domain

import "math/big"

// HalfEven rounds to the nearest whole number, halves to the even one.
func HalfEven(r *big.Rat) *big.Int {
	whole, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	up := rest.Lsh(rest, 1).CmpAbs(r.Denom())
	if up > 0 || up == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(int64(r.Sign())))
	}
	return whole
}
