# The demo story: half a year of one vendor and its partners.
#
# How to read it, and to write more of it:
#
#   - A line that begins with # is a remark. A line that begins with a blank goes on from the line above it.
#   - Under "cast:" each line is a person: name, organisation, roles. The organisation is the word vendor, the word
#     system (our own clocks and process managers), the word anonymous (somebody who has not signed in), or the name of
#     a partner of this story. The person's name is also the member id.
#   - Under "story:" each line is a step: day, time of day (UTC), who, command, the name of what it is about, and what
#     the command says, in JSON. Day -1 is the day before the story is told, day -180 half a year earlier.
#   - A step that creates something gives it its name; the other steps use that name, and $name in the JSON is its id.
#     "create" is an opportunity; create-referral, create-customer and create-contact say what else is meant.
#   - name@partner and name@vendor are the copies that others have of a referral; the opener's own is the name alone.
#   - name/registration is the registration that the deal's latest register or request-exception step asked for. In the
#     JSON, $name/location-1 is the first location that was added to a partner.
#   - The name of the program is program.
#   - "@-30" in the JSON is the date thirty days before the story is told, "@+30" thirty days after; "@month-1" is the
#     month before that of the step.
#   - The steps of one deal stand together, in order. They are told in the order of their days, across all deals.
#   - What our processes do because something happened, happens by itself right after it: copies for those who are
#     invited, what the copies hear of each other, registrations and claims, the next offer. What clocks do, and what
#     becomes of members and partners that leave, is told in steps.
#   - Ids come from the names and commands, not from the line numbers: adding a step elsewhere changes none.
#
# All companies and people are invented. Mail addresses end in example.com or example.org, phone numbers come from
# the ranges that are kept for fiction.

cast:

nora        vendor       channel-manager
sven        vendor       seller
paul        vendor       program-administrator
ruth        vendor       registration-reviewer
otto        vendor       auditor
ines        vendor       analyst

anna        alpenrose    administrator
bruno       alpenrose    manager
carla       alpenrose    seller

ben         brightwater  administrator
chloe       brightwater  manager
dan         brightwater  seller

emi         kitsune      administrator
ken         kitsune      manager

fiona       meridian     administrator
greg        meridian     manager
siobhan     meridian     seller

hank        tidewater    administrator
iris        tidewater    seller

guest       anonymous
expiry      system
membership  system

story:

# The program: rates are published when somebody needs them, routes when a partner asks for them.

-111 08:00 paul publish-rates program
    {"reason": "Rates of the central bank, monthly averages.",
     "rates": [{"month": "@month-0", "currency": "EUR", "usd": "1.0840", "source": "Central bank, monthly average"},
               {"month": "@month-1", "currency": "EUR", "usd": "1.0795", "source": "Central bank, monthly average"},
               {"month": "@month-2", "currency": "EUR", "usd": "1.0871", "source": "Central bank, monthly average"},
               {"month": "@month-0", "currency": "GBP", "usd": "1.2710", "source": "Central bank, monthly average"},
               {"month": "@month-1", "currency": "GBP", "usd": "1.2655", "source": "Central bank, monthly average"},
               {"month": "@month-2", "currency": "GBP", "usd": "1.2602", "source": "Central bank, monthly average"},
               {"month": "@month-0", "currency": "JPY", "usd": "0.00668", "source": "Central bank, monthly average"},
               {"month": "@month-1", "currency": "JPY", "usd": "0.00671", "source": "Central bank, monthly average"},
               {"month": "@month-2", "currency": "JPY", "usd": "0.00664", "source": "Central bank, monthly average"}]}
-74  10:00 paul set-routing program
    {"reason": "Brightwater wants what comes from Mexico in Austin, all else in Chicago.",
     "routes": [{"partner": "$brightwater", "location": "$brightwater/location-1"},
                {"partner": "$brightwater", "market": "MX", "location": "$brightwater/location-2"}]}
# The month in which tram-tickets is won.
-20  07:30 paul publish-rates program
    {"reason": "Rates of the central bank, for the latest month as of today.",
     "rates": [{"month": "@month-0", "currency": "EUR", "usd": "1.0902", "source": "Central bank, daily rate"},
               {"month": "@month-1", "currency": "EUR", "usd": "1.0877", "source": "Central bank, monthly average"},
               {"month": "@month-0", "currency": "GBP", "usd": "1.2788", "source": "Central bank, daily rate"},
               {"month": "@month-0", "currency": "JPY", "usd": "0.00655", "source": "Central bank, daily rate"}]}

# Partners

-182 08:30 paul enrol alpenrose
    {"name": "Alpenrose Systemhaus", "website": "https://alpenrose.example.com", "country": "AT",
     "administrator": {"member": "anna", "name": "Anna Berger", "mail": "anna@alpenrose.example.com"}}
-181 09:00 anna invite-member alpenrose {"member": "bruno", "name": "Bruno Hofer", "mail": "bruno@alpenrose.example.com", "roles": ["manager"]}
-181 09:02 anna invite-member alpenrose {"member": "carla", "name": "Carla Winkler", "mail": "carla@alpenrose.example.com", "roles": ["seller"]}
-181 09:04 anna invite-member alpenrose {"member": "dieter", "name": "Dieter Moser", "mail": "dieter@alpenrose.example.com", "roles": ["seller"]}
-181 13:10 bruno activate-member alpenrose {"member": "bruno"}
-181 13:11 carla activate-member alpenrose {"member": "carla"}
-180 07:45 anna activate-member alpenrose {"member": "dieter"}
-179 08:00 anna add-location alpenrose {"name": "Linz", "city": "Linz", "country": "AT"}
-179 08:03 anna add-location alpenrose {"name": "Munich office", "city": "Munich", "country": "DE"}
-178 09:00 paul revise alpenrose {"transacting": true, "assessmentVetted": true, "territories": ["Austria", "Germany", "Switzerland", "Italy"], "capacity": 12}
-178 09:10 paul change-solutions alpenrose
    {"solutions": [{"id": "ledger-onboarding", "name": "Alpenrose Ledger Onboarding", "products": ["Ledgerline ERP"], "coSellReady": true, "eligible": true, "incentivised": true},
                   {"id": "trail-maps", "name": "Alpenrose Trail Maps", "coSellReady": true}]}
-128 10:00 bruno change-location alpenrose {"location": "$alpenrose/location-2", "name": "Rosenheim office", "city": "Rosenheim", "country": "DE"}
# Dieter leaves the company; the deal that was his (toy-factory) has nobody until Anna hands it on.
-61  16:00 anna remove-member alpenrose {"member": "dieter", "reason": "Left the company."}
-57  12:00 bruno close-location alpenrose {"location": "$alpenrose/location-2", "reason": "The lease ran out."}

-182 09:00 paul enrol brightwater
    {"name": "Brightwater Consulting", "country": "US",
     "administrator": {"member": "ben", "name": "Ben Calloway", "mail": "ben@brightwater.example.com"}}
-181 15:00 ben invite-member brightwater {"member": "chloe", "name": "Chloe Marsh", "mail": "chloe@brightwater.example.com", "roles": ["manager"]}
-181 15:05 ben invite-member brightwater {"member": "dan", "name": "Dan Okafor", "mail": "dan@brightwater.example.com", "roles": ["seller"]}
-180 14:00 chloe activate-member brightwater {"member": "chloe"}
-180 14:01 dan activate-member brightwater {"member": "dan"}
-179 15:00 ben add-location brightwater {"name": "Chicago", "city": "Chicago", "country": "US"}
-179 15:10 ben add-location brightwater {"name": "Austin", "city": "Austin", "country": "US"}
-178 09:20 paul revise brightwater {"transacting": true, "territories": ["Midwest", "Southwest", "East Coast"], "capacity": 12}
-178 09:25 paul change-solutions brightwater
    {"solutions": [{"id": "dispatch-board", "name": "Brightwater Dispatch Board", "products": ["Fieldwise Service"], "coSellReady": true, "eligible": true},
                   {"id": "shift-planner", "name": "Brightwater Shift Planner", "products": ["Paywell HR"], "coSellReady": true}]}
-115 16:00 chloe revise brightwater {"name": "Brightwater Advisory", "website": "https://brightwater.example.com"}

-180 02:20 guest apply kitsune
    {"name": "Kitsune Cloud Works", "country": "JP",
     "administrator": {"member": "emi", "name": "Emi Tanabe", "mail": "emi@kitsune.example.com"}}
-178 10:00 paul start-review kitsune
-175 11:30 paul approve kitsune
-174 01:00 emi invite-member kitsune {"member": "ken", "name": "Ken Morita", "mail": "ken@kitsune.example.com", "roles": ["seller"]}
-174 03:30 ken activate-member kitsune {"member": "ken"}
-173 01:00 emi add-location kitsune {"name": "Tokyo", "city": "Tokyo", "country": "JP"}
-172 09:30 paul revise kitsune {"transacting": true, "territories": ["Japan"], "capacity": 10}
-172 09:40 paul change-solutions kitsune
    {"solutions": [{"id": "inn-desk", "name": "Kitsune Inn Desk", "products": ["Harbour CRM"], "coSellReady": true, "eligible": true, "incentivised": true}]}
-160 01:15 emi change-member kitsune {"member": "ken", "roles": ["manager"]}

-170 22:40 guest apply quickdeal
    {"name": "Quickdeal Licence Resale", "country": "GB",
     "administrator": {"member": "max", "name": "Max Pohl", "mail": "max@quickdeal.example.org"}}
-168 09:15 paul start-review quickdeal
-165 16:45 paul reject quickdeal {"reason": "Resells used licences only, without services of its own."}

-155 10:10 guest apply meridian
    {"name": "Meridian Data Partners", "country": "IE",
     "administrator": {"member": "fiona", "name": "Fiona Byrne", "mail": "fiona@meridian.example.com"}}
-153 08:30 paul start-review meridian
-150 14:00 paul approve meridian
-149 09:00 fiona invite-member meridian {"member": "greg", "name": "Greg Nolan", "mail": "greg@meridian.example.com", "roles": ["manager"]}
-149 09:05 fiona invite-member meridian {"member": "siobhan", "name": "Siobhan Daly", "mail": "siobhan@meridian.example.com", "roles": ["seller"]}
-149 10:00 fiona add-location meridian {"name": "Dublin", "city": "Dublin", "country": "IE"}
-148 09:00 paul revise meridian {"transacting": true, "territories": ["Ireland", "United Kingdom", "Portugal", "Benelux"], "capacity": 12}
-148 09:10 paul change-solutions meridian
    {"solutions": [{"id": "member-desk", "name": "Meridian Member Desk", "products": ["Harbour CRM"], "coSellReady": true, "eligible": true},
                   {"id": "callboard", "name": "Meridian Callboard", "products": ["Fieldwise Service"]}]}
-148 11:00 greg activate-member meridian {"member": "greg"}
-148 11:20 siobhan activate-member meridian {"member": "siobhan"}

-181 17:00 paul enrol tidewater
    {"name": "Tidewater Analytics", "website": "https://tidewater.example.com", "country": "US",
     "administrator": {"member": "hank", "name": "Hank Delgado", "mail": "hank@tidewater.example.com"}}
-179 16:00 hank invite-member tidewater {"member": "iris", "name": "Iris Chen", "mail": "iris@tidewater.example.com", "roles": ["seller"]}
-178 15:00 iris activate-member tidewater {"member": "iris"}
-178 16:00 hank add-location tidewater {"name": "Baltimore", "city": "Baltimore", "country": "US"}
-177 09:30 paul revise tidewater {"transacting": true, "territories": ["East Coast", "West Coast"], "capacity": 12}
-177 09:40 paul change-solutions tidewater
    {"solutions": [{"id": "visitor-counts", "name": "Tidewater Visitor Counts", "products": ["Lantern Analytics"], "coSellReady": true, "eligible": true},
                   {"id": "blade-watch", "name": "Tidewater Blade Watch", "products": ["Fieldwise Service"], "coSellReady": true}]}
# Three weeks without a signed agreement: the open offer (vineyard-tours) is taken back, the accepted deal rests.
-100 09:00 paul suspend tidewater {"reason": "The renewed partner agreement has not been signed."}
-80  15:30 paul reinstate tidewater {"reason": "The agreement is signed."}

# Won

# The plain good story: offered, looked at, accepted, worked by a seller, won, registered for the incentive.
-178 09:00 nora create bakery-ledger
    {"topic": "Group accounting for a bakery chain with 40 shops",
     "customer": {"name": "Backhaus Sonnleitner", "city": "Linz", "postalCode": "4020", "country": "AT", "accountKind": "managed", "vendorAccount": "AT-20311"},
     "contact": {"name": "Helga Sonnleitner", "mail": "helga@sonnleitner.example.com"},
     "estimatedValue": {"amount": "86000.00", "currency": "EUR"}, "estimatedCloseDate": "@-100",
     "customerSituation": "Each shop keeps its books in a spreadsheet of its own.",
     "customerNeed": "One closing a month for all shops, within five days.",
     "products": ["Ledgerline ERP"], "solutions": ["Alpenrose Ledger Onboarding"], "territory": "Austria"}
-177 09:30 nora distribute bakery-ledger {"partner": "$alpenrose"}
-176 07:55 anna see-offer bakery-ledger
-175 08:20 anna accept bakery-ledger
-175 08:40 anna assign bakery-ledger {"member": "carla"}
-170 14:00 carla mark-stage bakery-ledger {"stage": 20}
-158 10:30 carla mark-stage bakery-ledger {"stage": 40}
-157 09:00 carla add-note bakery-ledger {"text": "Workshop with the head of accounts went well; they want the shops in three waves.", "audience": "all"}
-140 15:10 carla mark-stage bakery-ledger {"stage": 60}
-126 11:00 carla mark-stage bakery-ledger {"stage": 80}
-112 16:20 anna win bakery-ledger {"value": {"amount": "91500.00", "currency": "EUR"}, "date": "@-113"}
# Below a million dollars a year, and everything is known: approved by itself, and closed when nobody has asked for a review.
-110 09:00 anna register bakery-ledger
    {"kind": "incentive", "form": {"contractValue": {"amount": "91500.00", "currency": "EUR"}, "solutionValue": {"amount": "30000.00", "currency": "EUR"},
     "term": "finite", "signedDate": "@-113", "startDate": "@-105", "endDate": "@+259", "pricing": "other", "deployedHere": true, "tenant": "customer",
     "marketplace": false, "solution": "ledger-onboarding", "holdsContract": true, "namedInContract": true}}
-80  09:01 expiry close bakery-ledger/registration {"why": "review-window-over"}

# The customer takes longer than hoped and buys more than hoped.
-171 15:00 nora create clinic-rota
    {"topic": "Staff rota and payroll for five clinics",
     "customer": {"name": "Lakeside Family Clinics", "city": "Duluth", "postalCode": "55802", "country": "US"},
     "contact": {"name": "Marcus Webb", "mail": "m.webb@lakeside.example.com", "phone": "+1 202 555 0117"},
     "estimatedValue": {"amount": "120000.00", "currency": "USD"}, "estimatedCloseDate": "@-95",
     "customerNeed": "Shifts, leave and pay in one place.", "products": ["Paywell HR"], "territory": "Midwest"}
-170 15:30 nora distribute clinic-rota {"partner": "$brightwater", "answerWithinDays": 10}
-169 18:00 chloe see-offer clinic-rota
-167 14:20 chloe accept clinic-rota
-166 15:00 chloe assign clinic-rota {"member": "dan"}
-160 19:00 dan mark-stage clinic-rota {"stage": 20}
-145 17:30 dan mark-stage clinic-rota {"stage": 40}
-120 16:00 dan revise clinic-rota {"estimatedValue": {"amount": "145000.00", "currency": "USD"}, "proposedSolution": "Paywell HR for all clinics, with the on-call module."}
-112 16:40 dan mark-stage clinic-rota {"stage": 60}
-99  15:00 chloe extend clinic-rota {"estimatedCloseDate": "@-60"}
-83  20:00 dan mark-stage clinic-rota {"stage": 80}
-64  17:00 chloe win clinic-rota {"value": {"amount": "152400.00", "currency": "USD"}}

# A partner's own deal: submitted, approved, kept exclusive, won, and then put up for the incentive.
-165 16:00 chloe create solar-field
    {"topic": "Field service for a builder of solar farms",
     "customer": {"name": "Sunridge Power Builders", "city": "Tucson", "postalCode": "85701", "country": "US", "accountKind": "managed", "vendorAccount": "US-77120"},
     "contact": {"name": "Alma Reyes", "mail": "alma@sunridge.example.org", "phone": "+1 202 555 0164"},
     "estimatedValue": {"amount": "310000.00", "currency": "USD"}, "estimatedCloseDate": "@-40",
     "customerSituation": "Crews get their jobs by telephone every morning.",
     "proposedSolution": "Fieldwise Service with our dispatch board.",
     "products": ["Fieldwise Service"], "solutions": ["Brightwater Dispatch Board"], "territory": "Southwest"}
-163 09:40 nora approve solar-field
-162 15:00 chloe register solar-field {"kind": "exclusivity"}
-158 10:00 ruth approve solar-field/registration {"days": 60, "note": "Two months are what such a choice takes."}
-98  10:01 expiry lapse solar-field/registration
-150 16:30 chloe mark-stage solar-field {"stage": 40}
-118 18:00 chloe mark-stage solar-field {"stage": 60}
-72  17:00 ben add-note solar-field {"text": "Their board decides next month. Keep the price as it is.", "audience": "own"}
-55  15:20 ben win solar-field {"value": {"amount": "298000.00", "currency": "USD"}}
-50  16:00 ben register solar-field
    {"kind": "incentive", "form": {"contractValue": {"amount": "298000.00", "currency": "USD"}, "solutionValue": {"amount": "120000.00", "currency": "USD"},
     "term": "finite", "signedDate": "@-56", "startDate": "@-50", "endDate": "@+314", "pricing": "other", "deployedHere": true, "tenant": "customer",
     "marketplace": false, "solution": "dispatch-board", "holdsContract": true, "namedInContract": true}}
-47  10:00 ruth select-for-review solar-field/registration {"reason": "One of every twenty is looked at."}
-46  11:00 ruth require-action solar-field/registration {"message": "The contract is on two tenants. Which is the main one?", "fields": ["tenant"]}
-45  15:00 ben resubmit solar-field/registration
-43  12:00 ruth pass solar-field/registration {"reason": "The customer's own tenant, as the contract says."}

# Several partners at once from the start; the vendor drives and closes.
-142 10:00 nora create harbour-cranes
    {"topic": "Maintenance planning for harbour cranes",
     "customer": {"name": "Port of Sandvik Terminals", "city": "Rotterdam", "postalCode": "3011", "country": "NL"},
     "contact": {"name": "Joost van Dalen", "mail": "joost@sandvikterminals.example.com"},
     "estimatedValue": {"amount": "240000.00", "currency": "EUR"}, "estimatedCloseDate": "@-30",
     "products": ["Fieldwise Service", "Lantern Analytics"], "territory": "Benelux"}
-140 11:00 nora share harbour-cranes {"partners": ["$meridian", "$alpenrose"]}
-139 09:20 greg add-note harbour-cranes {"text": "We can take the data side; who plans the crews?", "audience": "all"}
-138 08:10 bruno add-note harbour-cranes {"text": "We do. First visit next week.", "audience": "all"}
-130 12:00 nora mark-stage harbour-cranes {"stage": 40}
-101 09:00 nora mark-stage harbour-cranes {"stage": 80}
-90  15:45 nora win harbour-cranes {"value": {"amount": "225000.00", "currency": "EUR"}, "date": "@-91"}

-168 10:30 nora create ryokan-crm
    {"topic": "Guest relations for a group of country inns",
     "customer": {"name": "Yamanami Ryokan Group", "city": "Hakone", "country": "JP"},
     "contact": {"name": "Sachiko Ueda", "mail": "ueda@yamanami.example.com"},
     "estimatedValue": {"amount": "9800000", "currency": "JPY"}, "estimatedCloseDate": "@-80",
     "products": ["Harbour CRM"], "territory": "Japan"}
-167 09:00 nora distribute ryokan-crm {"partner": "$kitsune"}
-166 00:30 emi see-offer ryokan-crm
-164 02:00 emi accept ryokan-crm
-159 01:00 emi assign ryokan-crm {"member": "ken"}
-150 04:00 ken mark-stage ryokan-crm {"stage": 40}
-121 05:30 ken mark-stage ryokan-crm {"stage": 80}
-97  03:00 ken win ryokan-crm {"value": {"amount": "10250000", "currency": "JPY"}}

-92  08:00 nora create print-works
    {"topic": "Job costing for a printing house",
     "customer": {"name": "Druckerei Lerchenfeld", "city": "Graz", "postalCode": "8010", "country": "AT"},
     "contact": {"name": "Jakob Lerch", "mail": "jakob@lerchenfeld.example.org"},
     "estimatedValue": {"amount": "54000.00", "currency": "EUR"}, "estimatedCloseDate": "@-5",
     "products": ["Ledgerline ERP"], "territory": "Austria"}
-91  08:30 nora distribute print-works {"partner": "$alpenrose"}
-89  10:00 bruno see-offer print-works
-88  09:15 bruno accept print-works
-70  09:00 bruno mark-stage print-works {"stage": 40}
-33  13:00 bruno mark-stage print-works {"stage": 60}
-20  13:20 bruno mark-stage print-works {"stage": 80}
-9   10:05 bruno win print-works {"value": {"amount": "54000.00", "currency": "EUR"}}

-78  14:00 nora create museum-tickets
    {"topic": "Visitor numbers for three museums, by the hour",
     "customer": {"name": "Chesapeake Museums Trust", "city": "Norfolk", "postalCode": "23510", "country": "US", "accountKind": "managed", "vendorAccount": "US-40415"},
     "contact": {"name": "Dora Quill", "mail": "dquill@chesapeakemuseums.example.org", "phone": "+1 202 555 0139"},
     "estimatedValue": {"amount": "47500.00", "currency": "USD"}, "estimatedCloseDate": "@-25",
     "products": ["Lantern Analytics"], "solutions": ["Tidewater Visitor Counts"], "territory": "East Coast"}
-77  14:30 nora distribute museum-tickets {"partner": "$tidewater"}
-76  16:10 hank see-offer museum-tickets
-76  16:40 hank accept museum-tickets
-75  15:00 hank assign museum-tickets {"member": "iris"}
-66  18:20 iris mark-stage museum-tickets {"stage": 40}
-45  17:00 iris mark-stage museum-tickets {"stage": 60}
-30  15:30 hank win museum-tickets {"value": {"amount": "44900.00", "currency": "USD"}}
# Pay-as-you-go is never approved by itself.
-28  15:00 hank register museum-tickets
    {"kind": "incentive", "form": {"contractValue": {"amount": "44900.00", "currency": "USD"}, "solutionValue": {"amount": "44900.00", "currency": "USD"},
     "term": "finite", "signedDate": "@-31", "startDate": "@-30", "endDate": "@+300", "pricing": "pay-as-you-go", "deployedHere": true, "tenant": "partner",
     "marketplace": false, "solution": "visitor-counts", "holdsContract": true, "namedInContract": true}}
-21  11:00 ruth require-action museum-tickets/registration {"message": "The contract ends before the invoices do. Please check its last day.", "fields": ["endDate"]}

-58  09:00 nora create tea-exports
    {"topic": "Stock and customs papers for an exporter of tea",
     "customer": {"name": "Midori Tea Exports", "city": "Shizuoka", "country": "JP"},
     "contact": {"name": "Takeshi Oda", "mail": "oda@midoritea.example.com"},
     "estimatedValue": {"amount": "6400000", "currency": "JPY"}, "estimatedCloseDate": "@+10",
     "products": ["Stockroom WMS"], "territory": "Japan"}
-57  09:10 nora distribute tea-exports {"partner": "$kitsune"}
-55  01:00 ken see-offer tea-exports
-54  02:30 ken accept tea-exports
-40  03:00 ken mark-stage tea-exports {"stage": 40}
-19  03:45 ken mark-stage tea-exports {"stage": 80}
-5   04:10 ken win tea-exports {"value": {"amount": "6650000", "currency": "JPY"}}

# Lost, and one that came back

-160 10:00 nora create night-bus
    {"topic": "Driver scheduling for night buses",
     "customer": {"name": "Isartal Verkehrsbetriebe", "city": "Munich", "postalCode": "80331", "country": "DE"},
     "contact": {"name": "Petra Kolb", "mail": "petra.kolb@isartal.example.com", "phone": "+49 30 23125 017"},
     "estimatedValue": {"amount": "175000.00", "currency": "EUR"}, "estimatedCloseDate": "@-85",
     "products": ["Paywell HR"], "territory": "Germany"}
-159 10:20 nora distribute night-bus {"partner": "$alpenrose"}
-157 09:40 anna see-offer night-bus
-156 08:00 anna accept night-bus
-143 09:00 bruno mark-stage night-bus {"stage": 20}
-122 10:00 bruno mark-stage night-bus {"stage": 60}
-103 14:30 anna lose night-bus {"reason": "chose-another-vendor", "note": "Decided for the system that the day buses already have."}

# The other vendor did not deliver: a new deal that names the old one.
-38  09:00 nora create night-bus-again
    {"topic": "Driver scheduling for night buses, second try",
     "customer": {"name": "Isartal Verkehrsbetriebe", "city": "Munich", "postalCode": "80331", "country": "DE"},
     "contact": {"name": "Petra Kolb", "mail": "petra.kolb@isartal.example.com", "phone": "+49 30 23125 017"},
     "estimatedValue": {"amount": "190000.00", "currency": "EUR"}, "estimatedCloseDate": "@+60",
     "customerSituation": "The system bought instead never planned a single shift.",
     "products": ["Paywell HR"], "territory": "Germany", "predecessor": "$night-bus"}
-37  09:05 nora distribute night-bus-again {"partner": "$alpenrose"}
-37  10:00 bruno see-offer night-bus-again
-36  07:30 bruno accept night-bus-again
-36  07:45 bruno assign night-bus-again {"member": "carla"}
-22  09:00 carla mark-stage night-bus-again {"stage": 20}
-6   15:15 carla mark-stage night-bus-again {"stage": 40}

# Never offered to anybody.
-152 13:00 nora create cement-plant
    {"topic": "Plant-wide reporting for a cement maker",
     "customer": {"name": "Granite State Cement", "city": "Concord", "country": "US"},
     "estimatedValue": {"amount": "80000.00", "currency": "USD"}, "products": ["Lantern Analytics"], "territory": "East Coast"}
-137 16:00 nora lose cement-plant {"reason": "no-response"}

-125 09:00 nora create garden-centres
    {"topic": "Seasonal stock planning for garden centres",
     "customer": {"name": "Greenfold Garden Centres", "city": "Leeds", "postalCode": "LS1 4AP", "country": "GB"},
     "contact": {"name": "Tom Ashdown", "mail": "tom@greenfold.example.com", "phone": "+44 20 7946 0321"},
     "estimatedValue": {"amount": "98000.00", "currency": "EUR"}, "estimatedCloseDate": "@-50",
     "products": ["Stockroom WMS"], "territory": "United Kingdom"}
-124 10:30 nora share garden-centres {"partners": ["$meridian", "$brightwater"]}
-110 09:00 nora mark-stage garden-centres {"stage": 20}
-93  09:30 greg add-note garden-centres {"text": "They have frozen all projects for two quarters.", "audience": "all"}
-86  11:00 nora lose garden-centres {"reason": "budget-inadequate"}

# Paused while a roof is mended, resumed early, lost all the same.
-130 08:30 nora create film-archive
    {"topic": "Catalogue and lending for a film archive",
     "customer": {"name": "Aozora Film Archive", "city": "Kyoto", "country": "JP"},
     "contact": {"name": "Rin Hayashi", "mail": "hayashi@aozora.example.org"},
     "estimatedValue": {"amount": "4200000", "currency": "JPY"}, "estimatedCloseDate": "@-50",
     "products": ["Stockroom WMS"], "territory": "Japan"}
-129 08:40 nora distribute film-archive {"partner": "$kitsune"}
-127 02:00 ken see-offer film-archive
-127 02:20 ken accept film-archive
-111 05:00 ken mark-stage film-archive {"stage": 20}
-102 04:00 ken pause film-archive {"reason": "The archive is closed for repairs of its roof.", "until": "@-70"}
-81  03:30 ken resume film-archive
-62  06:00 ken lose film-archive {"reason": "requirement-not-met", "note": "They need fire-proof cabinets more than software."}

# Declined, rejected, expired

-147 14:10 nora create orchard-co-op
    {"topic": "Harvest accounting for a co-operative of orchards",
     "customer": {"name": "Blue Ridge Orchard Co-op", "city": "Asheville", "postalCode": "28801", "country": "US"},
     "contact": {"name": "Ellen Pike", "mail": "ellen@blueridgeorchards.example.org", "phone": "+1 202 555 0182"},
     "estimatedValue": {"amount": "38000.00", "currency": "USD"}, "estimatedCloseDate": "@-60",
     "products": ["Ledgerline ERP"], "territory": "East Coast"}
-146 14:20 nora distribute orchard-co-op {"partner": "$tidewater", "afterDecline": "close"}
-145 20:00 hank see-offer orchard-co-op
-141 19:30 hank decline orchard-co-op {"reason": "timeline-too-short", "note": "They want to be live within four weeks."}

# Taken back because Tidewater was suspended; the next partner did not want it.
-105 13:00 nora create vineyard-tours
    {"topic": "Bookings and tastings for a vineyard",
     "customer": {"name": "Fallen Oak Vineyards", "city": "Walla Walla", "postalCode": "99362", "country": "US"},
     "contact": {"name": "Greta Lund", "mail": "greta@fallenoak.example.com", "phone": "+1 202 555 0108"},
     "estimatedValue": {"amount": "26000.00", "currency": "USD"}, "estimatedCloseDate": "@-45",
     "products": ["Harbour CRM"], "territory": "West Coast"}
-104 13:10 nora distribute vineyard-tours {"partner": "$tidewater"}
-100 09:01 membership recall vineyard-tours {"reason": "The partner was suspended."}
-98  15:00 nora distribute vineyard-tours {"partner": "$brightwater"}
-97  17:00 ben see-offer vineyard-tours
-94  18:10 ben decline vineyard-tours {"reason": "budget-inadequate"}

-116 12:00 anna create mountain-lifts
    {"topic": "Ticketing for a valley's ski lifts",
     "customer": {"name": "Bergbahnen Hohenau", "city": "Hohenau", "country": "AT"},
     "contact": {"name": "Sepp Rainer", "mail": "sepp@hohenau.example.com"},
     "estimatedValue": {"amount": "130000.00", "currency": "EUR"}, "estimatedCloseDate": "@-20",
     "products": ["Harbour CRM"], "territory": "Austria"}
# Asked for exclusively; the request ends with the deal.
-115 10:00 anna register mountain-lifts {"kind": "exclusivity"}
-113 09:30 nora reject mountain-lifts {"reason": "Our direct sales team is already talking to this customer."}

-133 09:10 nora create lake-ferries
    {"topic": "Season passes for lake ferries",
     "customer": {"name": "Lough Derrin Ferries", "city": "Athlone", "country": "IE"},
     "contact": {"name": "Conor Walsh", "mail": "conor@loughderrin.example.com"},
     "estimatedValue": {"amount": "31000.00", "currency": "EUR"}, "estimatedCloseDate": "@-70",
     "products": ["Harbour CRM"], "territory": "Ireland"}
-132 09:15 nora distribute lake-ferries {"partner": "$meridian", "answerWithinDays": 7, "afterLapse": "close"}
-125 09:16 expiry expire lake-ferries

-69  07:00 nora create sake-brewery
    {"topic": "Batch tracing for a sake brewery",
     "customer": {"name": "Tsukimi Brewing", "city": "Niigata", "country": "JP"},
     "contact": {"name": "Haruto Noda", "mail": "noda@tsukimi.example.org"},
     "estimatedValue": {"amount": "3100000", "currency": "JPY"}, "estimatedCloseDate": "@-10",
     "products": ["Stockroom WMS"], "territory": "Japan"}
-68  07:20 nora distribute sake-brewery {"partner": "$kitsune"}
-67  01:00 emi see-offer sake-brewery
-54  07:21 expiry expire sake-brewery

# Closed as error

-172 11:00 nora create dairy-twice
    {"topic": "Milk collection routes",
     "customer": {"name": "Oberland Milch", "city": "Thun", "country": "CH"},
     "estimatedValue": {"amount": "65000.00", "currency": "EUR"}, "products": ["Fieldwise Service"], "territory": "Switzerland"}
-172 11:20 nora close-as-error dairy-twice {"reason": "duplicate-entry"}

-87  15:00 nora create demo-lead
    {"topic": "Analytics for a chain of launderettes",
     "customer": {"name": "Spin City Launderettes", "city": "Newark", "country": "US"},
     "estimatedValue": {"amount": "12000.00", "currency": "USD"}, "estimatedCloseDate": "@-30", "products": ["Lantern Analytics"], "territory": "East Coast"}
-86  15:10 nora distribute demo-lead {"partner": "$brightwater"}
-85  16:00 chloe see-offer demo-lead
-84  16:30 chloe accept demo-lead
-79  17:00 chloe close-as-error demo-lead {"reason": "test-deal", "note": "The contact says it was a trial entry by their trainee."}

-48  10:45 greg create alarm-centre
    {"topic": "Call handling for an alarm centre",
     "customer": {"name": "Wexmoor Alarm Centre", "city": "Cardiff", "postalCode": "CF10 1EP", "country": "GB"},
     "contact": {"name": "Nia Prosser", "mail": "nia@wexmoor.example.com", "phone": "+44 20 7946 0155"},
     "estimatedValue": {"amount": "58000.00", "currency": "EUR"}, "estimatedCloseDate": "@+15",
     "products": ["Fieldwise Service"], "solutions": ["Meridian Callboard"], "territory": "United Kingdom"}
-47  09:30 fiona register alarm-centre {"kind": "exclusivity"}
-46  10:00 ruth reject alarm-centre/registration {"reason": "The solution named in the deal is not in the catalogue any more."}
-46  14:00 nora close-as-error alarm-centre {"reason": "solution-issue", "note": "The solution named here was withdrawn from the catalogue."}

# Waiting at the vendor

-2   08:15 nora create fish-market
    {"topic": "Auction clock and settlement for a fish market",
     "customer": {"name": "Minato Fish Market", "city": "Aomori", "country": "JP"},
     "contact": {"name": "Kenta Abe", "mail": "abe@minatofish.example.com"},
     "estimatedValue": {"amount": "15500000", "currency": "JPY"}, "estimatedCloseDate": "@+120",
     "customerNeed": "Buyers are to be billed before the lorries leave.",
     "products": ["Ledgerline ERP", "Stockroom WMS"], "territory": "Japan"}

# Accepted, found to be years away, given back.
-65  11:00 nora create theatre-seats
    {"topic": "Seat sales for a municipal theatre",
     "customer": {"name": "Teatro Corvino", "city": "Bolzano", "country": "IT"},
     "contact": {"name": "Livia Corvino", "mail": "livia@teatrocorvino.example.org"},
     "estimatedValue": {"amount": "42000.00", "currency": "EUR"}, "estimatedCloseDate": "@+40",
     "products": ["Harbour CRM"], "territory": "Italy"}
-64  11:10 nora distribute theatre-seats {"partner": "$alpenrose"}
-63  08:00 bruno see-offer theatre-seats
-60  08:20 bruno accept theatre-seats
-42  09:00 bruno return theatre-seats {"reason": "too-far-ahead", "note": "The house will be rebuilt first."}
-41  10:00 nora add-note theatre-seats {"text": "Ask again when the building permit is there.", "audience": "own"}

# Nobody answered, and the search for the next partner found nobody: no other one covers the West Coast.
-34  16:00 nora create parcel-lockers
    {"topic": "Service rounds for parcel lockers",
     "customer": {"name": "Pickpoint Lockers", "city": "Reno", "postalCode": "89501", "country": "US"},
     "contact": {"name": "Sam Ortega", "mail": "sam@pickpoint.example.com", "phone": "+1 202 555 0171"},
     "estimatedValue": {"amount": "88000.00", "currency": "USD"}, "estimatedCloseDate": "@+45",
     "products": ["Fieldwise Service"], "territory": "West Coast"}
-33  16:10 nora distribute parcel-lockers {"partner": "$tidewater", "answerWithinDays": 10, "afterLapse": "reoffer"}
-23  16:11 expiry expire parcel-lockers

# Submitted, and put up for exclusivity at once.
-3   17:30 hank create wind-service
    {"topic": "Inspection tours for offshore wind turbines",
     "customer": {"name": "Hatteras Offshore Wind", "city": "Wilmington", "postalCode": "28401", "country": "US"},
     "contact": {"name": "Joan Tillery", "mail": "joan@hatteraswind.example.com", "phone": "+1 202 555 0125"},
     "estimatedValue": {"amount": "270000.00", "currency": "USD"}, "estimatedCloseDate": "@+90",
     "products": ["Fieldwise Service"], "solutions": ["Tidewater Blade Watch"], "territory": "East Coast"}
-3   17:45 hank register wind-service {"kind": "exclusivity"}

# The same customer and product, an hour later: this one waits behind it.
-3   18:30 chloe create blade-crews
    {"topic": "Rope crews for offshore wind turbines",
     "customer": {"name": "Hatteras Offshore Wind", "city": "Wilmington", "postalCode": "28401", "country": "US"},
     "contact": {"name": "Joan Tillery", "mail": "joan@hatteraswind.example.com", "phone": "+1 202 555 0125"},
     "estimatedValue": {"amount": "180000.00", "currency": "USD"}, "estimatedCloseDate": "@+95",
     "products": ["Fieldwise Service"], "solutions": ["Brightwater Dispatch Board"], "territory": "East Coast"}
-3   18:45 chloe register blade-crews {"kind": "exclusivity"}

-6   02:00 emi create kimono-rental
    {"topic": "Reservations for kimono rental shops",
     "customer": {"name": "Hanagasumi Kimono", "city": "Kanazawa", "country": "JP"},
     "contact": {"name": "Yui Kato", "mail": "kato@hanagasumi.example.com"},
     "estimatedValue": {"amount": "2700000", "currency": "JPY"}, "estimatedCloseDate": "@+50",
     "products": ["Harbour CRM"], "territory": "Japan"}
# Asked for exclusively, and thought better of.
-6   03:00 emi register kimono-rental {"kind": "exclusivity"}
-5   01:20 emi withdraw kimono-rental/registration {"reason": "Another branch of ours talks to them already."}
-4   03:10 emi revise kimono-rental {"estimatedValue": {"amount": "2950000", "currency": "JPY"}, "customerNeed": "Twelve shops, one calendar."}

# Offers that wait for an answer

# This one runs out tomorrow.
-14  12:00 nora create glass-recycling
    {"topic": "Collection rounds for glass containers",
     "customer": {"name": "Glaskreis Entsorgung", "city": "Salzburg", "postalCode": "5020", "country": "AT"},
     "contact": {"name": "Martin Feichter", "mail": "martin@glaskreis.example.com"},
     "estimatedValue": {"amount": "72000.00", "currency": "EUR"}, "estimatedCloseDate": "@+60",
     "products": ["Fieldwise Service"], "territory": "Austria"}
-13  20:00 nora distribute glass-recycling {"partner": "$alpenrose"}
-12  08:00 anna see-offer glass-recycling

# Declined by the first partner; the next was found at once.
-17  15:00 nora create school-meals
    {"topic": "Menus and allergies for school kitchens",
     "customer": {"name": "Prairie School Kitchens", "city": "Omaha", "postalCode": "68102", "country": "US"},
     "contact": {"name": "Beth Lindgren", "mail": "beth@prairiekitchens.example.org", "phone": "+1 202 555 0156"},
     "estimatedValue": {"amount": "61000.00", "currency": "USD"}, "estimatedCloseDate": "@+75",
     "products": ["Stockroom WMS"], "territory": "Midwest"}
-16  15:20 nora distribute school-meals {"partner": "$tidewater", "afterDecline": "reoffer"}
-11  19:00 hank see-offer school-meals
-10  19:40 hank decline school-meals {"reason": "requirement-not-met"}

-5   09:00 nora create robot-arms
    {"topic": "Spare parts for makers of robot arms",
     "customer": {"name": "Hoshino Robotics", "city": "Nagoya", "country": "JP"},
     "contact": {"name": "Mei Sakata", "mail": "sakata@hoshino.example.com"},
     "estimatedValue": {"amount": "21000000", "currency": "JPY"}, "estimatedCloseDate": "@+100",
     "products": ["Stockroom WMS", "Ledgerline ERP"], "territory": "Japan"}
-5   09:15 nora distribute robot-arms {"partner": "$kitsune", "answerWithinDays": 21}
-4   00:40 emi see-offer robot-arms

# Alpenrose let it lapse; the vendor had asked for it back in that case.
-29  10:00 nora create book-fairs
    {"topic": "Stand bookings for book fairs",
     "customer": {"name": "Kestrel Book Fairs", "city": "Edinburgh", "postalCode": "EH1 1YZ", "country": "GB"},
     "contact": {"name": "Isla Munro", "mail": "isla@kestrelfairs.example.com", "phone": "+44 20 7946 0770"},
     "estimatedValue": {"amount": "49000.00", "currency": "EUR"}, "estimatedCloseDate": "@+80",
     "products": ["Harbour CRM"], "territory": "United Kingdom"}
-28  10:10 nora distribute book-fairs {"partner": "$alpenrose", "afterLapse": "return"}
-14  10:11 expiry expire book-fairs
-3   09:30 nora distribute book-fairs {"partner": "$meridian"}

-2   16:00 nora create ice-rinks
    {"topic": "Energy dashboards for ice rinks",
     "customer": {"name": "Northern Lights Rinks", "city": "Buffalo", "postalCode": "14202", "country": "US"},
     "contact": {"name": "Pete Sawicki", "mail": "pete@northernlightsrinks.example.com", "phone": "+1 202 555 0190"},
     "estimatedValue": {"amount": "33500.00", "currency": "USD"}, "estimatedCloseDate": "@+70",
     "products": ["Lantern Analytics"], "territory": "East Coast"}
-2   16:05 nora distribute ice-rinks {"partner": "$tidewater"}

# Offered to one partner by mistake, taken back within the hour, offered to the right one.
-1   08:00 nora create river-gauges
    {"topic": "Flood warnings from river gauges",
     "customer": {"name": "Wasserverband Innaue", "city": "Innsbruck", "postalCode": "6020", "country": "AT"},
     "contact": {"name": "Karin Auer", "mail": "karin@innaue.example.org"},
     "estimatedValue": {"amount": "115000.00", "currency": "EUR"}, "estimatedCloseDate": "@+110",
     "customerSituation": "Twenty gauges, read by hand.", "customerNeed": "A warning two hours ahead.",
     "products": ["Lantern Analytics"], "territory": "Austria"}
-1   08:02 nora add-note river-gauges {"text": "The fire brigades of the valley are to be warned too; please plan for it.", "audience": "all", "brief": true}
-1   08:05 nora distribute river-gauges {"partner": "$brightwater"}
-1   08:50 nora recall river-gauges {"reason": "Offered to the wrong partner."}
-1   08:55 nora distribute river-gauges {"partner": "$alpenrose"}

# In hand

-31  14:00 nora create dental-labs
    {"topic": "Order tracking for dental laboratories",
     "customer": {"name": "Brightsmile Dental Labs", "city": "Columbus", "postalCode": "43215", "country": "US"},
     "contact": {"name": "Victor Amari", "mail": "victor@brightsmilelabs.example.com", "phone": "+1 202 555 0143"},
     "estimatedValue": {"amount": "57000.00", "currency": "USD"}, "estimatedCloseDate": "@+35",
     "products": ["Stockroom WMS"], "territory": "Midwest"}
-30  14:10 nora distribute dental-labs {"partner": "$brightwater"}
-29  18:00 chloe see-offer dental-labs
-28  15:00 chloe accept dental-labs
-28  15:10 chloe assign dental-labs {"member": "dan"}
-18  17:00 dan mark-stage dental-labs {"stage": 40}
-3   18:45 dan mark-stage dental-labs {"stage": 60}
-3   18:50 dan add-note dental-labs {"text": "Offer sent; they compare it with one other.", "audience": "own"}

-20  08:00 nora create noodle-chain
    {"topic": "Kitchen ordering for a chain of noodle shops",
     "customer": {"name": "Kazoku Noodles", "city": "Fukuoka", "country": "JP"},
     "contact": {"name": "Sota Ishii", "mail": "ishii@kazoku.example.com"},
     "estimatedValue": {"amount": "5200000", "currency": "JPY"}, "estimatedCloseDate": "@+55",
     "products": ["Stockroom WMS"], "territory": "Japan"}
-19  08:10 nora distribute noodle-chain {"partner": "$kitsune"}
-18  00:50 ken see-offer noodle-chain
-17  01:30 ken accept noodle-chain
-10  05:00 ken mark-stage noodle-chain {"stage": 20}

# Was Dieter's until he left; overdue since Carla has it.
-90  09:00 nora create toy-factory
    {"topic": "Production planning for a maker of wooden toys",
     "customer": {"name": "Holzspiel Mitterer", "city": "Villach", "postalCode": "9500", "country": "AT"},
     "contact": {"name": "Rosa Mitterer", "mail": "rosa@mitterer.example.com"},
     "estimatedValue": {"amount": "64000.00", "currency": "EUR"}, "estimatedCloseDate": "@+20",
     "products": ["Ledgerline ERP"], "territory": "Austria"}
-89  09:10 nora distribute toy-factory {"partner": "$alpenrose"}
-87  10:00 anna see-offer toy-factory
-86  09:00 anna accept toy-factory
-86  09:20 anna assign toy-factory {"member": "dieter"}
-61  16:01 membership unassign toy-factory {"partner": "$alpenrose", "member": "dieter"}
-59  08:30 anna assign toy-factory {"member": "carla"}
-44  10:00 carla mark-stage toy-factory {"stage": 20}
-20  09:45 carla mark-stage toy-factory {"stage": 40}

# Overdue: accepted, then silence.
-21  10:00 nora create archive-scan
    {"topic": "Scanning and search for a county archive",
     "customer": {"name": "Kilbrannan County Archive", "city": "Galway", "country": "IE"},
     "contact": {"name": "Maeve Joyce", "mail": "maeve@kilbrannan.example.org"},
     "estimatedValue": {"amount": "36000.00", "currency": "EUR"}, "estimatedCloseDate": "@+30",
     "products": ["Lantern Analytics"], "territory": "Ireland"}
-20  10:10 nora distribute archive-scan {"partner": "$meridian"}
-19  09:00 fiona see-offer archive-scan
-18  09:20 fiona accept archive-scan
-18  09:30 fiona assign archive-scan {"member": "siobhan"}

# Stalled, with a close date that has passed.
-136 14:00 nora create ski-rental
    {"topic": "Rental stock for ski shops",
     "customer": {"name": "Powderhorn Ski Rental", "city": "Burlington", "postalCode": "05401", "country": "US"},
     "contact": {"name": "Jess Tremblay", "mail": "jess@powderhorn.example.com", "phone": "+1 202 555 0198"},
     "estimatedValue": {"amount": "29000.00", "currency": "USD"}, "estimatedCloseDate": "@-15",
     "products": ["Stockroom WMS"], "territory": "East Coast"}
-135 14:10 nora distribute ski-rental {"partner": "$tidewater"}
-134 17:00 hank see-offer ski-rental
-131 18:00 hank accept ski-rental
-131 18:10 hank assign ski-rental {"member": "iris"}
-110 19:00 iris mark-stage ski-rental {"stage": 20}
-52  16:30 iris mark-stage ski-rental {"stage": 40}

-119 09:00 nora create hop-growers
    {"topic": "Quality records for hop growers",
     "customer": {"name": "Hopfenring Hallerau", "city": "Landshut", "postalCode": "84028", "country": "DE"},
     "contact": {"name": "Xaver Brandl", "mail": "xaver@hallerau.example.com", "phone": "+49 30 23125 088"},
     "estimatedValue": {"amount": "83000.00", "currency": "EUR"}, "estimatedCloseDate": "@-40",
     "products": ["Ledgerline ERP", "Lantern Analytics"], "territory": "Germany"}
-118 09:10 nora distribute hop-growers {"partner": "$alpenrose"}
-117 08:30 bruno see-offer hop-growers
-114 08:40 bruno accept hop-growers
-107 09:00 bruno mark-stage hop-growers {"stage": 20}
-75  10:00 bruno mark-stage hop-growers {"stage": 60}
-45  11:00 bruno extend hop-growers {"estimatedCloseDate": "@+25"}
-45  11:02 bruno add-note hop-growers {"text": "They wait for a subsidy; the decision is due next month.", "audience": "all"}

-73  09:00 nora create tram-depots
    {"topic": "Repair orders for tram depots",
     "customer": {"name": "Seto City Tramways", "city": "Okayama", "country": "JP"},
     "contact": {"name": "Daichi Ono", "mail": "ono@setotram.example.org"},
     "estimatedValue": {"amount": "18400000", "currency": "JPY"}, "estimatedCloseDate": "@+65",
     "products": ["Fieldwise Service"], "territory": "Japan"}
-72  09:20 nora distribute tram-depots {"partner": "$kitsune"}
-71  02:00 emi see-offer tram-depots
-70  02:10 emi accept tram-depots
-41  04:00 emi mark-stage tram-depots {"stage": 40}

# Quiet for seven weeks, but on purpose.
-84  15:00 nora create water-board
    {"topic": "Meter exchange for a water board",
     "customer": {"name": "Cedar Valley Water Board", "city": "Boise", "postalCode": "83702", "country": "US"},
     "contact": {"name": "Walt Emery", "mail": "walt@cedarvalleywater.example.org", "phone": "+1 202 555 0112"},
     "estimatedValue": {"amount": "205000.00", "currency": "USD"}, "estimatedCloseDate": "@+130",
     "products": ["Fieldwise Service"], "territory": "West Coast"}
-83  15:10 nora distribute water-board {"partner": "$brightwater", "answerWithinDays": 30}
-81  16:00 ben see-offer water-board
-74  17:00 ben accept water-board
-51  18:00 ben mark-stage water-board {"stage": 60}
-47  16:20 ben pause water-board {"reason": "The board votes on its budget next month.", "until": "@+20"}

# Three work together; one joined later, one left.
-56  13:00 nora create ferry-terminals
    {"topic": "Passenger flows in ferry terminals",
     "customer": {"name": "Puget Crossing Ferries", "city": "Seattle", "postalCode": "98104", "country": "US"},
     "contact": {"name": "Lena Strand", "mail": "lena@pugetcrossing.example.com", "phone": "+1 202 555 0177"},
     "estimatedValue": {"amount": "360000.00", "currency": "USD"}, "estimatedCloseDate": "@+85",
     "products": ["Lantern Analytics", "Fieldwise Service"], "territory": "West Coast"}
-55  13:20 nora share ferry-terminals {"partners": ["$brightwater", "$tidewater"]}
-49  14:00 nora add-collaborator ferry-terminals {"partner": "$meridian"}
-46  09:10 greg add-note ferry-terminals {"text": "We have counted passengers for a port before and can bring the models.", "audience": "all"}
-36  15:00 nora remove-collaborator ferry-terminals {"partner": "$tidewater", "reason": "No people free this quarter."}
-27  16:00 nora mark-stage ferry-terminals {"stage": 40}
-12  15:00 nora mark-stage ferry-terminals {"stage": 60}

# One partner led it, and asked for help.
-71  09:00 nora create brick-kilns
    {"topic": "Energy accounting for brick kilns",
     "customer": {"name": "Ziegelwerk Traunfels", "city": "Wels", "postalCode": "4600", "country": "AT"},
     "contact": {"name": "Otmar Huber", "mail": "otmar@traunfels.example.com"},
     "estimatedValue": {"amount": "148000.00", "currency": "EUR"}, "estimatedCloseDate": "@+50",
     "products": ["Lantern Analytics", "Ledgerline ERP"], "territory": "Austria"}
-70  09:10 nora distribute brick-kilns {"partner": "$alpenrose"}
-69  09:00 anna see-offer brick-kilns
-67  10:00 anna accept brick-kilns
-53  10:30 anna mark-stage brick-kilns {"stage": 20}
-39  09:00 anna add-note brick-kilns {"text": "The meters are beyond us. Could somebody join who knows them?", "audience": "all"}
-35  11:00 nora share brick-kilns {"partners": ["$meridian"]}
-16  10:00 nora mark-stage brick-kilns {"stage": 40}

# A partner's own deal, exclusive while it works on it.
-32  10:00 fiona create beekeepers
    {"topic": "Membership and honey tests for beekeepers",
     "customer": {"name": "Golden Comb Beekeepers", "city": "Cork", "country": "IE"},
     "contact": {"name": "Padraig Keane", "mail": "padraig@goldencomb.example.org"},
     "estimatedValue": {"amount": "27500.00", "currency": "EUR"}, "estimatedCloseDate": "@+28",
     "products": ["Harbour CRM"], "solutions": ["Meridian Member Desk"], "territory": "Ireland"}
-31  09:00 nora approve beekeepers
-30  09:30 fiona register beekeepers {"kind": "exclusivity"}
-25  13:30 ruth approve beekeepers/registration
-20  10:00 fiona request-extension beekeepers/registration {"reason": "They meet once a year, in autumn."}
-18  11:00 ruth refuse-extension beekeepers/registration {"reason": "Ask again when there is an offer on their table."}
-12  10:00 fiona request-extension beekeepers/registration {"reason": "The offer is on their table."}
-11  09:00 ruth extend beekeepers/registration
-11  10:15 greg mark-stage beekeepers {"stage": 40}

# A pause that ran out by itself, and a step back with its reason.
-95  10:00 nora create tile-makers
    {"topic": "Order book for a tile maker",
     "customer": {"name": "Azul Tile Works", "city": "Porto", "country": "PT"},
     "contact": {"name": "Lucia Tavares", "mail": "lucia@azultiles.example.com"},
     "estimatedValue": {"amount": "69000.00", "currency": "EUR"}, "estimatedCloseDate": "@+45",
     "products": ["Harbour CRM", "Ledgerline ERP"], "territory": "Portugal"}
-94  10:10 nora distribute tile-makers {"partner": "$meridian"}
-92  09:40 greg see-offer tile-makers
-90  10:00 greg accept tile-makers
-76  11:00 greg mark-stage tile-makers {"stage": 60}
-66  11:30 greg pause tile-makers {"reason": "The kiln is being replaced.", "until": "@-43"}
-43  00:01 expiry end-pause tile-makers
-13  09:00 greg mark-stage tile-makers {"stage": 40, "reason": "The buyer left; his successor starts from the needs again."}

# Overdue as well.
-40  15:00 nora create clock-towers
    {"topic": "Winding and repair tours for clock towers",
     "customer": {"name": "Heritage Clock Keepers", "city": "Savannah", "postalCode": "31401", "country": "US"},
     "contact": {"name": "Ada Merriweather", "mail": "ada@clockkeepers.example.org", "phone": "+1 202 555 0131"},
     "estimatedValue": {"amount": "18500.00", "currency": "USD"}, "estimatedCloseDate": "@+15",
     "products": ["Fieldwise Service"], "territory": "East Coast"}
-39  15:10 nora distribute clock-towers {"partner": "$brightwater"}
-37  16:00 chloe see-offer clock-towers
-34  17:00 chloe accept clock-towers
-24  18:00 chloe mark-stage clock-towers {"stage": 20}

# Offered to whoever suits best

# One partner covers Austria with the ledger.
-26  09:00 nora create quarry-trucks
    {"topic": "Fuel and mileage of quarry lorries",
     "customer": {"name": "Steinbruch Gamsfeld", "city": "Hallein", "postalCode": "5400", "country": "AT"},
     "contact": {"name": "Toni Brugger", "mail": "brugger@gamsfeld.example.com", "phone": "+49 30 23125 071"},
     "estimatedValue": {"amount": "77000.00", "currency": "EUR"}, "estimatedCloseDate": "@+35",
     "products": ["Ledgerline ERP"], "territory": "Austria"}
-25  09:10 nora distribute quarry-trucks {"partner": "auto"}
-24  08:00 anna see-offer quarry-trucks
-23  08:30 anna accept quarry-trucks
-10  09:00 bruno mark-stage quarry-trucks {"stage": 20}

# Two cover the East Coast. The first choice declined, the second was asked at once.
-9   15:00 nora create oyster-beds
    {"topic": "Tides and harvests of oyster beds",
     "customer": {"name": "Rappahannock Oyster Growers", "city": "Topping", "postalCode": "23169", "country": "US"},
     "contact": {"name": "Faye Ransom", "mail": "faye@rappoysters.example.com", "phone": "+1 202 555 0116"},
     "estimatedValue": {"amount": "41000.00", "currency": "USD"}, "estimatedCloseDate": "@+80",
     "products": ["Lantern Analytics"], "territory": "East Coast"}
-8   15:10 nora distribute oyster-beds {"partner": "auto"}
-7   17:00 hank see-offer oyster-beds
-6   18:00 hank decline oyster-beds {"reason": "timeline-too-short"}
-4   16:30 ben see-offer oyster-beds
-3   17:00 ben accept oyster-beds

# Co-selling: won

# The whole company: Alpenrose opens the deal, asks the vendor for help, and invites two partners. The vendor and Brightwater
# take part, Kitsune lets the invitation pass. Several partners, so nobody approves the registration but a reviewer.
-88  09:00 anna create-referral cold-store
    {"name": "Books and dispatch for a chain of cold stores", "location": "$alpenrose/location-1",
     "estimatedValue": {"amount": "640000.00", "currency": "EUR"}, "estimatedCloseDate": "@-10", "marketplaceIntent": "undecided", "consent": true,
     "notes": "The board wants one system for eleven sites. Price matters less than the date.",
     "customer": {"name": "Frostfach Kühlhäuser", "city": "Linz", "postalCode": "4030", "country": "AT", "accountKind": "managed", "vendorAccount": "AT-20877"},
     "contact": {"name": "Edda Rauch", "mail": "edda.rauch@frostfach.example.com", "phone": "+49 30 23125 061"},
     "team": [{"member": "anna", "name": "Anna Berger", "mail": "anna@alpenrose.example.com", "phone": "+49 30 23125 011"},
              {"member": "bruno", "name": "Bruno Hofer", "mail": "bruno@alpenrose.example.com", "phone": "+49 30 23125 012"}],
     "solutions": [{"kind": "own", "id": "ledger-onboarding", "name": "Alpenrose Ledger Onboarding"}, {"kind": "vendor", "id": "ledgerline-erp", "name": "Ledgerline ERP"}],
     "crmId": "AR-1188", "campaignId": "cold-chain"}
-87  10:00 anna request-help cold-store {"help": "technical-architecture", "notes": "They ask how the sites work on when the line is cut."}
-86  08:00 anna invite-partner cold-store
    {"partner": "$brightwater",
     "estimatedValue": {"amount": "180000.00", "currency": "EUR"}, "estimatedCloseDate": "@-15", "help": "quotes-licensing",
     "notes": "You have planned crews for cold chains; the lorries would be yours.",
     "team": [{"member": "anna", "name": "Anna Berger", "mail": "anna@alpenrose.example.com", "phone": "+49 30 23125 011"},
              {"member": "bruno", "name": "Bruno Hofer", "mail": "bruno@alpenrose.example.com", "phone": "+49 30 23125 012"}],
     "solutions": [{"kind": "third-party", "id": "dispatch-board", "name": "Brightwater Dispatch Board", "partner": "$brightwater"}]}
-86  08:30 anna invite-partner cold-store
    {"partner": "$kitsune",
     "estimatedValue": {"amount": "60000.00", "currency": "EUR"}, "estimatedCloseDate": "@-15", "help": "other",
     "notes": "Their guests in Japan book through you; one desk for both?",
     "team": [{"member": "anna", "name": "Anna Berger", "mail": "anna@alpenrose.example.com", "phone": "+49 30 23125 011"}],
     "solutions": [{"kind": "third-party", "id": "inn-desk", "name": "Kitsune Inn Desk", "partner": "$kitsune"}]}
-85  14:00 sven see cold-store@vendor
-84  15:00 sven accept cold-store@vendor
    {"name": "Frostfach cold stores", "notes": "Architect booked for two days.",
     "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}]}
-83  16:00 ben see cold-store@brightwater
-82  17:00 ben accept cold-store@brightwater
    {"name": "Frostfach lorries", "estimatedValue": {"amount": "210000.00", "currency": "EUR"}, "crmId": "BW-77",
     "team": [{"member": "ben", "name": "Ben Calloway", "mail": "ben@brightwater.example.com", "phone": "+1 202 555 0103"},
              {"member": "dan", "name": "Dan Okafor", "mail": "dan@brightwater.example.com", "phone": "+1 202 555 0105"}]}
-81  09:00 anna add-note cold-store {"text": "First meeting with all three of us went well. Notes are with Edda.", "audience": "engagement"}
-80  18:00 ben add-note cold-store@brightwater {"text": "Their night shift is thinner than they say.", "audience": "own"}
-72  08:31 expiry expire cold-store@kitsune
-70  10:00 anna mark-stage cold-store {"stage": 40}
-60  17:00 dan mark-stage cold-store@brightwater {"stage": 40}
-52  09:00 anna change-team cold-store
    {"team": [{"member": "anna", "name": "Anna Berger", "mail": "anna@alpenrose.example.com", "phone": "+49 30 23125 011"},
              {"member": "carla", "name": "Carla Winkler", "mail": "carla@alpenrose.example.com", "phone": "+49 30 23125 013"}]}
-50  14:00 sven mark-stage cold-store@vendor {"stage": 60}
-48  11:00 carla mark-stage cold-store {"stage": 80}
-40  17:30 ben win cold-store@brightwater {"value": {"amount": "205000.00", "currency": "EUR"}}
-38  09:00 anna win cold-store {"value": {"amount": "655000.00", "currency": "EUR"}, "date": "@-39"}
-36  15:00 sven win cold-store@vendor {"value": {"amount": "655000.00", "currency": "EUR"}}
-35  10:00 anna register cold-store
    {"form": {"contractValue": {"amount": "655000.00", "currency": "EUR"}, "solutionValue": {"amount": "200000.00", "currency": "EUR"},
     "term": "finite", "signedDate": "@-39", "startDate": "@-30", "endDate": "@+334", "pricing": "other", "deployedHere": true, "tenant": "customer",
     "marketplace": false, "solution": "ledger-onboarding", "holdsContract": true, "namedInContract": true}}

# A plain co-sell deal in EUR: a little less than a million dollars a year, so it is approved by itself.
-66  09:30 fiona create-referral tram-tickets
    {"name": "Season tickets for a tramway", "location": "$meridian/location-1",
     "estimatedValue": {"amount": "800000.00", "currency": "EUR"}, "estimatedCloseDate": "@-5", "marketplaceIntent": "no", "consent": true,
     "notes": "They close their ticket offices next spring.",
     "customer": {"name": "Liffey Light Tramways", "city": "Dublin", "postalCode": "D01 F5P2", "country": "IE", "accountKind": "managed", "vendorAccount": "IE-30442"},
     "contact": {"name": "Orla Keating", "mail": "orla.keating@liffeytrams.example.com", "phone": "+44 20 7946 0401"},
     "team": [{"member": "fiona", "name": "Fiona Byrne", "mail": "fiona@meridian.example.com", "phone": "+44 20 7946 0101"},
              {"member": "siobhan", "name": "Siobhan Daly", "mail": "siobhan@meridian.example.com", "phone": "+44 20 7946 0103"}],
     "solutions": [{"kind": "own", "id": "member-desk", "name": "Meridian Member Desk"}, {"kind": "vendor", "id": "harbour-crm", "name": "Harbour CRM"}],
     "help": "proof-of-concept", "helpNotes": "Two weeks with real turnstiles would convince them."}
-65  13:00 sven see tram-tickets@vendor
-63  13:00 sven accept tram-tickets@vendor {"name": "Liffey tramways", "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}]}
-50  10:00 siobhan mark-stage tram-tickets {"stage": 40}
-33  10:00 siobhan mark-stage tram-tickets {"stage": 80}
-20  15:00 fiona win tram-tickets {"value": {"amount": "825000.00", "currency": "EUR"}}
-19  13:00 sven win tram-tickets@vendor {"value": {"amount": "825000.00", "currency": "EUR"}}
-18  09:00 fiona register tram-tickets
    {"form": {"contractValue": {"amount": "825000.00", "currency": "EUR"}, "solutionValue": {"amount": "240000.00", "currency": "EUR"},
     "term": "finite", "signedDate": "@-20", "startDate": "@-10", "endDate": "@+354", "pricing": "other", "deployedHere": true, "tenant": "customer",
     "marketplace": false, "solution": "member-desk", "holdsContract": true, "namedInContract": true}}

# More than a million dollars a year is looked at; this one failed.
-95  15:00 ben create-referral grid-metering
    {"name": "Meter reading for a grid operator", "location": "$brightwater/location-1",
     "estimatedValue": {"amount": "1050000.00", "currency": "USD"}, "estimatedCloseDate": "@-30", "marketplaceIntent": "undecided", "consent": true,
     "notes": "Three regions, one after the other.",
     "customer": {"name": "Prairie Grid Operators", "city": "Omaha", "postalCode": "68102", "country": "US", "accountKind": "managed", "vendorAccount": "US-50919"},
     "contact": {"name": "Lyle Petersen", "mail": "lyle@prairiegrid.example.com", "phone": "+1 202 555 0110"},
     "team": [{"member": "ben", "name": "Ben Calloway", "mail": "ben@brightwater.example.com", "phone": "+1 202 555 0103"},
              {"member": "chloe", "name": "Chloe Marsh", "mail": "chloe@brightwater.example.com", "phone": "+1 202 555 0104"}],
     "solutions": [{"kind": "own", "id": "dispatch-board", "name": "Brightwater Dispatch Board"}, {"kind": "vendor", "id": "fieldwise-service", "name": "Fieldwise Service"}],
     "help": "workload-value"}
-94  16:00 sven accept grid-metering@vendor {"name": "Prairie grid", "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}]}
-70  17:00 chloe mark-stage grid-metering {"stage": 60}
-56  16:00 ben win grid-metering {"value": {"amount": "1100000.00", "currency": "USD"}}
-54  16:00 ben register grid-metering
    {"form": {"contractValue": {"amount": "1100000.00", "currency": "USD"}, "solutionValue": {"amount": "400000.00", "currency": "USD"},
     "term": "finite", "signedDate": "@-56", "startDate": "@-45", "endDate": "@+319", "pricing": "other", "deployedHere": true, "tenant": "customer",
     "marketplace": false, "solution": "dispatch-board", "holdsContract": true, "namedInContract": true}}
-40  10:00 ruth fail grid-metering/registration {"reason": "The contract does not name the solution."}

# Failed at first, let in by exception, put right, passed.
-105 15:00 chloe create-referral solar-roofs
    {"name": "Crews for a builder of solar roofs", "location": "$brightwater/location-1",
     "estimatedValue": {"amount": "1300000.00", "currency": "USD"}, "estimatedCloseDate": "@-45", "marketplaceIntent": "no", "consent": true,
     "notes": "They grow by a town a month.",
     "customer": {"name": "Bluestem Solar Roofs", "city": "Tulsa", "postalCode": "74103", "country": "US", "accountKind": "managed", "vendorAccount": "US-61230"},
     "contact": {"name": "Mona Hart", "mail": "mona@bluestemroofs.example.com", "phone": "+1 202 555 0111"},
     "team": [{"member": "chloe", "name": "Chloe Marsh", "mail": "chloe@brightwater.example.com", "phone": "+1 202 555 0104"},
              {"member": "dan", "name": "Dan Okafor", "mail": "dan@brightwater.example.com", "phone": "+1 202 555 0105"}],
     "solutions": [{"kind": "own", "id": "dispatch-board", "name": "Brightwater Dispatch Board"}, {"kind": "vendor", "id": "fieldwise-service", "name": "Fieldwise Service"}],
     "help": "technical-architecture"}
-104 15:00 sven accept solar-roofs@vendor {"name": "Bluestem roofs", "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}]}
-100 16:00 dan mark-stage solar-roofs {"stage": 60}
-92  16:00 dan mark-stage solar-roofs {"stage": 40, "reason": "A new buyer, who wants to see it all again."}
-70  18:00 chloe win solar-roofs {"value": {"amount": "1250000.00", "currency": "USD"}}
-69  18:00 chloe register solar-roofs
    {"form": {"contractValue": {"amount": "1250000.00", "currency": "USD"}, "solutionValue": {"amount": "500000.00", "currency": "USD"},
     "term": "finite", "signedDate": "@-70", "startDate": "@-60", "endDate": "@+304", "pricing": "other", "deployedHere": true, "tenant": "customer",
     "marketplace": false, "solution": "dispatch-board", "holdsContract": true, "namedInContract": true}}
-60  10:00 ruth fail solar-roofs/registration {"reason": "The name in the contract is not the one in the deal."}
-58  15:00 chloe request-exception solar-roofs/registration {"text": "The builder has merged and signs under its new name. The papers of the register are attached to the contract."}
-52  10:00 ruth grant-exception solar-roofs/registration {"reason": "The register says so."}
-51  15:00 chloe resubmit solar-roofs/registration
-49  10:00 ruth pass solar-roofs/registration {"reason": "Everything is there now."}

# Brought by a seller of the vendor: two partners asked, one came.
-77  13:00 sven create-referral river-barges
    {"name": "Cargo papers for river barges",
     "estimatedValue": {"amount": "420000.00", "currency": "EUR"}, "estimatedCloseDate": "@-12", "marketplaceIntent": "no", "consent": true,
     "notes": "Our account team owns the contract; partners do the work.",
     "customer": {"name": "Maas Barge Union", "city": "Rotterdam", "postalCode": "3011", "country": "NL", "accountKind": "managed", "vendorAccount": "NL-11870"},
     "contact": {"name": "Wim de Graaf", "mail": "wim@maasbarges.example.com", "phone": "+44 20 7946 0402"},
     "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}],
     "solutions": [{"kind": "vendor", "id": "lantern-analytics", "name": "Lantern Analytics"}],
     "invitations": [
       {"partner": "$brightwater", "estimatedValue": {"amount": "150000.00", "currency": "EUR"}, "estimatedCloseDate": "@-20", "help": "other",
        "notes": "Dispatch for forty barges.",
        "partnerRole": "deployment-services", "partnerProgram": "Field partners",
        "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}],
        "solutions": [{"kind": "third-party", "id": "dispatch-board", "name": "Brightwater Dispatch Board", "partner": "$brightwater"}]},
       {"partner": "$meridian", "estimatedValue": {"amount": "90000.00", "currency": "EUR"}, "estimatedCloseDate": "@-20", "help": "other",
        "notes": "Memberships of the skippers.",
        "partnerRole": "solution-design", "partnerProgram": "Field partners",
        "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}],
        "solutions": [{"kind": "third-party", "id": "member-desk", "name": "Meridian Member Desk", "partner": "$meridian"}]}]}
-76  15:00 ben see river-barges@brightwater
-75  15:00 ben accept river-barges@brightwater {"name": "Barges on the Maas", "team": [{"member": "ben", "name": "Ben Calloway", "mail": "ben@brightwater.example.com", "phone": "+1 202 555 0103"},
              {"member": "chloe", "name": "Chloe Marsh", "mail": "chloe@brightwater.example.com", "phone": "+1 202 555 0104"}]}
-74  09:00 fiona see river-barges@meridian
-73  09:00 fiona decline river-barges@meridian {"reason": "timeline-too-short", "note": "Nobody is free before autumn."}
-55  15:30 chloe mark-stage river-barges@brightwater {"stage": 60}
-41  13:00 sven mark-stage river-barges {"stage": 80}
-26  15:00 ben win river-barges@brightwater {"value": {"amount": "148000.00", "currency": "EUR"}}
-25  13:00 sven win river-barges {"value": {"amount": "431000.00", "currency": "EUR"}}

# A solution assessment: every stage is marked before it is won.
-68  08:00 bruno create-referral mill-audit
    {"name": "Readiness of a flour mill's warehouse", "location": "$alpenrose/location-1",
     "estimatedValue": {"amount": "18000.00", "currency": "EUR"}, "estimatedCloseDate": "@-15", "marketplaceIntent": "no", "consent": true,
     "notes": "A week on site, then the report.",
     "customer": {"name": "Kornblum Mühlen", "city": "Wels", "postalCode": "4600", "country": "AT", "accountKind": "manual"},
     "team": [{"member": "bruno", "name": "Bruno Hofer", "mail": "bruno@alpenrose.example.com", "phone": "+49 30 23125 012"}],
     "solutions": [{"kind": "assessment", "id": "readiness-check", "name": "Readiness check for warehouses"}]}
-62  09:00 bruno mark-stage mill-audit {"stage": 20}
-55  09:00 bruno mark-stage mill-audit {"stage": 40}
-47  09:00 bruno mark-stage mill-audit {"stage": 60}
-44  09:00 bruno mark-stage mill-audit {"stage": 80}
-43  10:00 bruno win mill-audit {"value": {"amount": "17500.00", "currency": "EUR"}}

# Partner-led and won, with a solution that does not count. The exception is still to be decided.
-60  16:00 hank create-referral pier-lights
    {"name": "Inspection tours for harbour lights", "location": "$tidewater/location-1",
     "estimatedValue": {"amount": "70000.00", "currency": "USD"}, "estimatedCloseDate": "@-8", "marketplaceIntent": "no", "consent": true,
     "notes": "Forty lights, twice a year.",
     "customer": {"name": "Chesapeake Pilots", "city": "Norfolk", "postalCode": "23510", "country": "US", "accountKind": "managed", "vendorAccount": "US-40777"},
     "team": [{"member": "hank", "name": "Hank Delgado", "mail": "hank@tidewater.example.com", "phone": "+1 202 555 0106"},
              {"member": "iris", "name": "Iris Chen", "mail": "iris@tidewater.example.com", "phone": "+1 202 555 0107"}],
     "solutions": [{"kind": "own", "id": "blade-watch", "name": "Tidewater Blade Watch"}],
     "visible": true}
-45  16:00 iris mark-stage pier-lights {"stage": 60}
-16  16:00 hank win pier-lights {"value": {"amount": "68500.00", "currency": "USD"}}
-9   16:00 hank request-exception pier-lights {"text": "Blade Watch is being judged right now; the papers were handed in before the win."}

# The vendor was asked and did not want to. Won all the same, but not eligible; no exception was made.
-82  01:00 emi create-referral night-market
    {"name": "Stands and fees for a night market", "location": "$kitsune/location-1",
     "estimatedValue": {"amount": "9200000", "currency": "JPY"}, "estimatedCloseDate": "@-20", "marketplaceIntent": "yes", "consent": true,
     "notes": "They count stands by hand.",
     "customer": {"name": "Hoshizora Night Market", "city": "Fukuoka", "postalCode": "810-0001", "country": "JP", "accountKind": "managed", "vendorAccount": "JP-70110"},
     "contact": {"name": "Aya Mori", "mail": "mori@hoshizora.example.com", "phone": "+1 202 555 0152"},
     "team": [{"member": "emi", "name": "Emi Tanabe", "mail": "emi@kitsune.example.com", "phone": "+1 202 555 0150"},
              {"member": "ken", "name": "Ken Morita", "mail": "ken@kitsune.example.com", "phone": "+1 202 555 0151"}],
     "solutions": [{"kind": "own", "id": "inn-desk", "name": "Kitsune Inn Desk"}],
     "visible": true}
-75  02:00 emi request-help night-market {"help": "quotes-licensing"}
-74  14:00 sven decline night-market@vendor {"reason": "requirement-not-met", "note": "We have nobody who speaks with fish mongers."}
-60  02:00 ken mark-stage night-market {"stage": 80}
-47  02:00 emi win night-market {"value": {"amount": "9000000", "currency": "JPY"}}
-46  01:00 emi request-exception night-market {"text": "The customer asked for the vendor by name before it declined."}
-37  10:00 ruth deny-exception night-market/registration {"reason": "Without the vendor there is no co-selling."}

# Co-selling: other endings

# Private, so the vendor never learns of it; the invitation ends with the deal.
-34  09:00 anna create-referral ropeway
    {"name": "Spare parts for a ropeway", "location": "$alpenrose/location-1",
     "estimatedValue": {"amount": "52000.00", "currency": "EUR"}, "estimatedCloseDate": "@+30", "marketplaceIntent": "no", "consent": true,
     "notes": "A small one, among friends.",
     "customer": {"name": "Seilbahn Steinkar", "city": "Bludenz", "postalCode": "6700", "country": "AT", "accountKind": "manual"},
     "team": [{"member": "anna", "name": "Anna Berger", "mail": "anna@alpenrose.example.com", "phone": "+49 30 23125 011"}],
     "solutions": [{"kind": "own", "id": "trail-maps", "name": "Alpenrose Trail Maps"}]}
-30  09:00 anna invite-partner ropeway
    {"partner": "$meridian",
     "estimatedValue": {"amount": "20000.00", "currency": "EUR"}, "estimatedCloseDate": "@+20", "help": "other",
     "notes": "Your members' desk would do for their season passes.",
     "team": [{"member": "anna", "name": "Anna Berger", "mail": "anna@alpenrose.example.com", "phone": "+49 30 23125 011"}],
     "solutions": [{"kind": "third-party", "id": "member-desk", "name": "Meridian Member Desk", "partner": "$meridian"}]}
-29  10:00 fiona see ropeway@meridian
-24  09:00 anna lose ropeway {"reason": "chose-another-vendor"}

# Entered twice.
-53  10:00 fiona create-referral coffee-roaster
    {"name": "Members of a coffee club", "location": "$meridian/location-1",
     "estimatedValue": {"amount": "31000.00", "currency": "EUR"}, "estimatedCloseDate": "@+10", "marketplaceIntent": "no", "consent": true,
     "notes": "Two hundred members and a waiting list.",
     "customer": {"name": "Corrib Roasters", "city": "Galway", "country": "IE", "accountKind": "manual"},
     "team": [{"member": "fiona", "name": "Fiona Byrne", "mail": "fiona@meridian.example.com", "phone": "+44 20 7946 0101"}],
     "solutions": [{"kind": "own", "id": "member-desk", "name": "Meridian Member Desk"}]}
-52  10:00 fiona close-as-error coffee-roaster {"reason": "duplicate-entry"}

# The vendor let the request for help pass; the deal was lost.
-64  02:00 ken create-referral textile-mill
    {"name": "Guest rooms of a textile mill", "location": "$kitsune/location-1",
     "estimatedValue": {"amount": "4400000", "currency": "JPY"}, "estimatedCloseDate": "@-25", "marketplaceIntent": "undecided", "consent": true,
     "notes": "They lodge their buyers themselves.",
     "customer": {"name": "Nishiki Textile", "city": "Kyoto", "country": "JP", "accountKind": "manual"},
     "contact": {"name": "Riku Endo", "mail": "endo@nishiki.example.com", "phone": "+1 202 555 0153"},
     "team": [{"member": "ken", "name": "Ken Morita", "mail": "ken@kitsune.example.com", "phone": "+1 202 555 0151"}],
     "solutions": [{"kind": "own", "id": "inn-desk", "name": "Kitsune Inn Desk"}],
     "help": "other"}
-50  02:01 expiry expire textile-mill@vendor
-39  03:00 emi lose textile-mill {"reason": "budget-inadequate", "note": "They lodge nobody this year."}

# Tidewater was suspended while it was asked.
-102 09:00 fiona create-referral toll-roads
    {"name": "Counting cars on toll roads", "location": "$meridian/location-1",
     "estimatedValue": {"amount": "210000.00", "currency": "EUR"}, "estimatedCloseDate": "@-30", "marketplaceIntent": "no", "consent": true,
     "notes": "Somebody has to count them; we cannot.",
     "customer": {"name": "Ceantar Toll Roads", "city": "Cork", "country": "IE", "accountKind": "manual"},
     "team": [{"member": "fiona", "name": "Fiona Byrne", "mail": "fiona@meridian.example.com", "phone": "+44 20 7946 0101"},
              {"member": "greg", "name": "Greg Nolan", "mail": "greg@meridian.example.com", "phone": "+44 20 7946 0102"}],
     "solutions": [{"kind": "own", "id": "member-desk", "name": "Meridian Member Desk"}],
     "visible": true}
-101 09:00 fiona invite-partner toll-roads
    {"partner": "$tidewater",
     "estimatedValue": {"amount": "80000.00", "currency": "EUR"}, "estimatedCloseDate": "@-35", "help": "other",
     "notes": "You count visitors; cars stand still longer.",
     "team": [{"member": "fiona", "name": "Fiona Byrne", "mail": "fiona@meridian.example.com", "phone": "+44 20 7946 0101"}],
     "solutions": [{"kind": "third-party", "id": "visitor-counts", "name": "Tidewater Visitor Counts", "partner": "$tidewater"}]}
-100 09:02 membership expire toll-roads@tidewater {"suspended": true}
-85  10:00 fiona close-as-error toll-roads {"reason": "other", "note": "The tender was withdrawn the day before we heard of it."}

# Private, and lost.
-58  10:00 carla create-referral wine-cellar
    {"name": "Cellar books of a wine co-operative", "location": "$alpenrose/location-1",
     "estimatedValue": {"amount": "24000.00", "currency": "EUR"}, "estimatedCloseDate": "@-20", "marketplaceIntent": "no", "consent": true,
     "notes": "Carla's cousin sits on the board.",
     "customer": {"name": "Weinbau Kremsleiten", "city": "Krems", "postalCode": "3500", "country": "AT", "accountKind": "manual"},
     "team": [{"member": "carla", "name": "Carla Winkler", "mail": "carla@alpenrose.example.com", "phone": "+49 30 23125 013"}],
     "solutions": [{"kind": "own", "id": "ledger-onboarding", "name": "Alpenrose Ledger Onboarding"}]}
-31  10:00 anna lose wine-cellar {"reason": "no-response"}

# Co-selling: in hand

# Private still.
-26  09:00 fiona create-referral quiet-library
    {"name": "Reading rooms of a library", "location": "$meridian/location-1",
     "estimatedValue": {"amount": "38000.00", "currency": "EUR"}, "estimatedCloseDate": "@+60", "marketplaceIntent": "undecided", "consent": true,
     "notes": "They do not want anybody to know yet.",
     "customer": {"name": "Marsh Street Library", "city": "Limerick", "country": "IE", "accountKind": "manual"},
     "team": [{"member": "fiona", "name": "Fiona Byrne", "mail": "fiona@meridian.example.com", "phone": "+44 20 7946 0101"},
              {"member": "siobhan", "name": "Siobhan Daly", "mail": "siobhan@meridian.example.com", "phone": "+44 20 7946 0103"}],
     "solutions": [{"kind": "own", "id": "member-desk", "name": "Meridian Member Desk"}]}
-17  09:00 siobhan mark-stage quiet-library {"stage": 20}

# Private at first; the vendor reads what was written since it may see the deal.
-44  16:00 ben create-referral seed-bank
    {"name": "Shifts for a seed bank", "location": "$brightwater/location-1",
     "estimatedValue": {"amount": "95000.00", "currency": "USD"}, "estimatedCloseDate": "@+40", "marketplaceIntent": "no", "consent": true,
     "notes": "Nobody is to know before their board has met.",
     "customer": {"name": "Heartland Seed Bank", "city": "Des Moines", "postalCode": "50309", "country": "US", "accountKind": "manual"},
     "contact": {"name": "June Ambrose", "mail": "june@heartlandseeds.example.org", "phone": "+1 202 555 0112"},
     "team": [{"member": "ben", "name": "Ben Calloway", "mail": "ben@brightwater.example.com", "phone": "+1 202 555 0103"},
              {"member": "dan", "name": "Dan Okafor", "mail": "dan@brightwater.example.com", "phone": "+1 202 555 0105"}],
     "solutions": [{"kind": "own", "id": "shift-planner", "name": "Brightwater Shift Planner"}]}
-40  16:00 dan add-note seed-bank {"text": "The board meets on the first.", "audience": "own"}
-30  16:00 ben grant-visibility seed-bank
-29  14:00 nora match-account seed-bank {"accountKind": "unmanaged", "vendorAccount": "US-90001"}
-22  16:00 dan mark-stage seed-bank {"stage": 20}
-13  16:30 ben revise seed-bank {"estimatedValue": {"amount": "110000.00", "currency": "USD"}, "crmId": "BW-91"}
-12  16:30 ben change-solutions seed-bank
    {"solutions": [{"kind": "own", "id": "shift-planner", "name": "Brightwater Shift Planner"}, {"kind": "vendor", "id": "fieldwise-service", "name": "Fieldwise Service"}]}

# A partner invited by a partner, and it declined.
-42  17:00 ben create-referral city-archive
    {"name": "Drivers for a city archive on wheels", "location": "$brightwater/location-1",
     "estimatedValue": {"amount": "130000.00", "currency": "USD"}, "estimatedCloseDate": "@+50", "marketplaceIntent": "no", "consent": true,
     "notes": "Twelve buses full of paper.",
     "customer": {"name": "Dayton City Archive", "city": "Dayton", "postalCode": "45402", "country": "US", "accountKind": "managed", "vendorAccount": "US-50077"},
     "team": [{"member": "ben", "name": "Ben Calloway", "mail": "ben@brightwater.example.com", "phone": "+1 202 555 0103"},
              {"member": "chloe", "name": "Chloe Marsh", "mail": "chloe@brightwater.example.com", "phone": "+1 202 555 0104"}],
     "solutions": [{"kind": "own", "id": "shift-planner", "name": "Brightwater Shift Planner"}],
     "visible": true}
-41  17:00 ben invite-partner city-archive
    {"partner": "$alpenrose",
     "estimatedValue": {"amount": "30000.00", "currency": "USD"}, "estimatedCloseDate": "@+40", "help": "other",
     "notes": "They would need somebody for the ledger.",
     "team": [{"member": "ben", "name": "Ben Calloway", "mail": "ben@brightwater.example.com", "phone": "+1 202 555 0103"}],
     "solutions": [{"kind": "third-party", "id": "ledger-onboarding", "name": "Alpenrose Ledger Onboarding", "partner": "$alpenrose"}]}
-39  08:00 anna see city-archive@alpenrose
-38  08:00 anna decline city-archive@alpenrose {"reason": "other", "note": "Too far from Linz."}
-25  18:00 chloe mark-stage city-archive {"stage": 40}

# With the vendor.
-47  01:30 emi create-referral rail-freight
    {"name": "Rest houses of a freight railway", "location": "$kitsune/location-1",
     "estimatedValue": {"amount": "31000000", "currency": "JPY"}, "estimatedCloseDate": "@+70", "marketplaceIntent": "yes", "consent": true,
     "notes": "Forty houses between Sendai and Kagoshima.",
     "customer": {"name": "Tozai Rail Freight", "city": "Sendai", "country": "JP", "accountKind": "managed", "vendorAccount": "JP-70388"},
     "contact": {"name": "Naoki Hara", "mail": "hara@tozaifreight.example.com", "phone": "+1 202 555 0154"},
     "team": [{"member": "emi", "name": "Emi Tanabe", "mail": "emi@kitsune.example.com", "phone": "+1 202 555 0150"},
              {"member": "ken", "name": "Ken Morita", "mail": "ken@kitsune.example.com", "phone": "+1 202 555 0151"}],
     "solutions": [{"kind": "own", "id": "inn-desk", "name": "Kitsune Inn Desk"}],
     "help": "workload-value"}
-45  14:00 sven accept rail-freight@vendor {"name": "Tozai freight", "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}]}
-30  03:00 ken mark-stage rail-freight {"stage": 40}
-8   03:00 ken mark-stage rail-freight {"stage": 60}

# Quiet for three weeks.
-36  10:30 bruno create-referral ski-school
    {"name": "Course books of a ski school", "location": "$alpenrose/location-1",
     "estimatedValue": {"amount": "29000.00", "currency": "EUR"}, "estimatedCloseDate": "@+25", "marketplaceIntent": "no", "consent": true,
     "notes": "They think about it over the summer.",
     "customer": {"name": "Skischule Hochalm", "city": "Lienz", "postalCode": "9900", "country": "AT", "accountKind": "manual"},
     "team": [{"member": "bruno", "name": "Bruno Hofer", "mail": "bruno@alpenrose.example.com", "phone": "+49 30 23125 012"}],
     "solutions": [{"kind": "own", "id": "trail-maps", "name": "Alpenrose Trail Maps"}],
     "visible": true}
-23  10:30 bruno mark-stage ski-school {"stage": 20}

# Co-selling: waiting for an answer

# Brightwater's customer is in Mexico, so the invitation goes to Austin.
-6   13:00 sven create-referral polar-lab
    {"name": "Field crews for a polar laboratory",
     "estimatedValue": {"amount": "260000.00", "currency": "USD"}, "estimatedCloseDate": "@+90", "marketplaceIntent": "undecided", "consent": true,
     "notes": "They fly from Monterrey to the ice and back.",
     "customer": {"name": "Laboratorio Polar del Norte", "city": "Monterrey", "postalCode": "64000", "country": "MX", "accountKind": "managed", "vendorAccount": "MX-80021"},
     "contact": {"name": "Irma Saldaña", "mail": "irma@polarnorte.example.org", "phone": "+1 202 555 0113"},
     "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}],
     "solutions": [{"kind": "vendor", "id": "fieldwise-service", "name": "Fieldwise Service"}],
     "invitations": [
       {"partner": "$brightwater", "estimatedValue": {"amount": "120000.00", "currency": "USD"}, "estimatedCloseDate": "@+80", "help": "other",
        "notes": "Crews that know cold.",
        "partnerRole": "deployment-services", "partnerProgram": "Field partners",
        "team": [{"member": "sven", "name": "Sven Aldous", "mail": "sven@vendor.example.com", "phone": "+1 202 555 0101"}],
        "solutions": [{"kind": "third-party", "id": "dispatch-board", "name": "Brightwater Dispatch Board", "partner": "$brightwater"}]}]}
-5   16:00 ben see polar-lab@brightwater

# The vendor has ten days left to answer.
-4   16:00 hank create-referral school-bus
    {"name": "Counting heads on school buses", "location": "$tidewater/location-1",
     "estimatedValue": {"amount": "88000.00", "currency": "USD"}, "estimatedCloseDate": "@+65", "marketplaceIntent": "no", "consent": true,
     "notes": "Parents ask every day.",
     "customer": {"name": "Delmarva School Buses", "city": "Salisbury", "postalCode": "21801", "country": "US", "accountKind": "managed", "vendorAccount": "US-40900"},
     "contact": {"name": "Rhoda Pratt", "mail": "rhoda@delmarvabuses.example.com", "phone": "+1 202 555 0114"},
     "team": [{"member": "hank", "name": "Hank Delgado", "mail": "hank@tidewater.example.com", "phone": "+1 202 555 0106"},
              {"member": "iris", "name": "Iris Chen", "mail": "iris@tidewater.example.com", "phone": "+1 202 555 0107"}],
     "solutions": [{"kind": "own", "id": "visitor-counts", "name": "Tidewater Visitor Counts"}, {"kind": "vendor", "id": "lantern-analytics", "name": "Lantern Analytics"}],
     "help": "proof-of-concept"}

# Customers and contacts, as partners keep them

-89  10:10 anna create-contact edda {"name": "Edda Rauch", "mail": "edda.rauch@frostfach.example.com", "title": "Head of operations"}
-88  08:50 anna revise edda {"phone": "+49 30 23125 061", "consent": {"given": true, "how": "By telephone"}}
-43  10:00 anna create-contact lorenz {"name": "Lorenz Tauber", "mail": "lorenz.tauber@frostfach.example.com"}
-15  10:10 anna remove lorenz {"reason": "Left the company."}
-89  10:00 anna create-customer frostfach {"name": "Frostfach Kühlhäuser", "city": "Linz", "country": "AT", "accountKind": "managed", "vendorAccount": "AT-20877"}
-89  10:15 anna associate frostfach {"contact": "$edda"}
-89  10:20 anna revise frostfach {"postalCode": "4030"}
-79  10:00 bruno link-account frostfach {"account": "AT-20878"}
-43  10:05 anna associate frostfach {"contact": "$lorenz"}
-15  10:00 anna dissociate frostfach {"contact": "$lorenz", "reason": "Left the company."}
