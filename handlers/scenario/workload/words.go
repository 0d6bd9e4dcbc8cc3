package workload

import "strings"

var (
	firstNames = strings.Fields("Ada Amir Anna Bela Bruno Chiara Dana Deniz Elif Emil Femi Greta Hana Igor Ines Jonas Kai Lena Luca Mara " +
		"Mei Milan Nadia Nico Olga Omar Petra Priya Quinn Rosa Samir Sofia Tariq Tove Uma Vera Viktor Wanda Yara Zoe")
	lastNames = strings.Fields("Adams Bauer Costa Dubois Eriksen Fischer Garcia Haddad Ivanov Jensen Kaya Lopez Marino Nowak Okafor " +
		"Petrov Quist Rossi Schmidt Tanaka Ueda Vogel Weber Xu Yilmaz Zimmer")
	companyNames = strings.Fields("Alpine Beacon Cobalt Delta Ember Falcon Granite Harbour Iris Juniper Kestrel Lumen Meridian Nimbus Orchard " +
		"Pioneer Quarry Riverside Summit Tundra Umbra Vantage Willow Xenon Yarrow Zephyr")
	companyKinds = strings.Fields("Foods Logistics Mining Pharma Retail Steel Textiles Travel Energy Bank Clinics Motors Paper Schools Media")
	partnerKinds = strings.Fields("Consulting Systems Cloud Partners Solutions Digital Integrators Services Data Technologies")
	streets      = strings.Fields("Harbourstreet Millroad Parkavenue Schulstrasse Hauptstrasse Kingsroad Stationway Lindenallee")
	vocabulary   = strings.Fields("the customer wants a quick answer about licences and the migration of their warehouse to a new platform " +
		"budget was agreed with finance while security asked for another review of access rules our architect met the team and showed " +
		"how reports could run overnight they compare us with two others price matters less than support in their language next call " +
		"on Thursday with operations and the new head of IT pilot in one region before rollout in spring")
	products    = strings.Fields("analytics-suite data-platform device-fleet edge-gateway identity-hub office-desk planner sales-desk security-shield storage-vault")
	territories = []string{"DACH", "Nordics", "Iberia", "UK and Ireland", "Benelux", "Japan", "India", "Australia", "North America"}
	leadTypes   = []string{"new business", "expansion", "renewal", "migration"}
	topics      = []string{"Moving the warehouse", "New planning system", "Replacing old devices", "Security review", "Reports for sales", "Office rollout", "Data platform pilot", "Identity for subsidiaries"}
	recallings  = []string{"Sent by mistake.", "The customer asked for somebody else.", "We take it ourselves."}
	closings    = []string{"duplicate-entry", "connector-sync", "customer-mismatch", "test-deal", "data-error"}
)

// places are where customers and partners are.
var places = []struct {
	city, country string
	north, east   float64
}{
	{"Berlin", "DE", 52.52, 13.4}, {"Munich", "DE", 48.14, 11.58}, {"Hamburg", "DE", 53.55, 10}, {"Vienna", "AT", 48.21, 16.37},
	{"Zurich", "CH", 47.37, 8.54}, {"Paris", "FR", 48.86, 2.35}, {"Madrid", "ES", 40.42, -3.7}, {"London", "GB", 51.51, -0.13},
	{"Stockholm", "SE", 59.33, 18.07}, {"Amsterdam", "NL", 52.37, 4.9}, {"Tokyo", "JP", 35.68, 139.69}, {"Pune", "IN", 18.52, 73.86},
	{"Sydney", "AU", -33.87, 151.21}, {"Toronto", "CA", 43.65, -79.38}, {"Chicago", "US", 41.88, -87.63}, {"Austin", "US", 30.27, -97.74},
}
