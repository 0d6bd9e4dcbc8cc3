package domain

import "strings"

// Currency is an ISO 4217 code in upper case, such as "EUR".
type Currency string

// isoCurrencies are the codes of ISO 4217 list one, by the number of digits of their minor unit, as in force since
// 1 January 2026 (with XAD, XCG and ZWG; without ANG, BGN, CUC, HRK, SLL and ZWL). Units that have no minor unit
// there, such as gold or the codes for tests and for no currency, are not money here. A code that the standard
// withdraws later stays: history is written in it.
var isoCurrencies = map[int]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW " +
		"CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF " +
		"IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK " +
		"MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP " +
		"SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG " +
		"YER ZAR ZMW ZWG",
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
}

var minorDigits = func() map[Currency]int {
	digits := map[Currency]int{}
	for n, codes := range isoCurrencies {
		for code := range strings.FieldsSeq(codes) {
			digits[Currency(code)] = n
		}
	}
	return digits
}()

// MinorDigits returns how many digits the currency has after the point, 2 for an unknown one.
func (c Currency) MinorDigits() int {
	if d, ok := minorDigits[c]; ok {
		return d
	}
	return 2
}

// Known reports whether c is in the table.
func (c Currency) Known() bool { _, ok := minorDigits[c]; return ok }
