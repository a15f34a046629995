package main

import (
	"slices"
	"strings"
	"testing"
)

func TestACommunityDecidesWhatIsAsked(t *testing.T) {
	path := file(t, "frontdesk.yaml", `desk:
  intake:
    categories:
      - {id: transaction, tier: technical}
      - {id: nft, title: {en: An NFT, zh: NFT}, fields: [happened, device, chain], urgent: true}
    fields:
      device: {title: {en: Which device?}, required: true}
    explorers:
      BEP20: [bscscan.example.org]
      linea: [lineascan.build]
`)
	c, err := readConfiguration(path)
	if err != nil {
		t.Fatal(err)
	}
	plan := c.hub.Intake
	if n := len(plan.Categories); n != 2 || plan.Off {
		t.Fatalf("%d categories, off %v", n, plan.Off)
	}
	if cat := plan.Categories[0]; cat.Tier != "technical" || len(cat.Fields) < 5 || cat.Title != nil {
		t.Errorf("a default one: %+v", cat)
	}
	if cat := plan.Categories[1]; !cat.Urgent || len(cat.Fields) != 3 || !cat.Fields[1].Required || cat.Fields[1].Title["en"] != "Which device?" {
		t.Errorf("an own one: %+v", cat)
	}
	for chain, want := range map[string]string{"bsc": "bscscan.example.org", "linea": "lineascan.build", "tron": "tronscan.org"} {
		if hosts := plan.Explorers[chain]; !slices.Contains(hosts, want) {
			t.Errorf("%s: %v", chain, hosts)
		}
	}
}

func TestMistakesInTheIntakeAreToldWithTheirLines(t *testing.T) {
	path := file(t, "frontdesk.yaml", `desk:
  intake:
    categories:
      - {id: NFT!, fields: [happened, colour]}
      - {id: app}
      - {id: app, title: {english!: App}}
    fields:
      hash: {title: {en: Hash?}}
      form: {kind: number}
    explorers:
      bsc: ["https://bscscan.com"]
      ton: [etherscan.io]
    explorer: {}
`)
	_, err := readConfiguration(path)
	if err == nil {
		t.Fatal("taken")
	}
	for _, want := range []string{
		`line 4: desk.intake.categories[0].id: "NFT!" is no name here`,
		`line 4: desk.intake.categories[0].title: is missing`,
		`line 4: desk.intake.categories[0].fields[1]: "colour" is no field`,
		`line 6: desk.intake.categories[2].id: "app" is there already`,
		`line 6: desk.intake.categories[2].title.english!: "english!" is no language code`,
		`line 8: desk.intake.fields.hash: "hash" is a field that there is`,
		`line 9: desk.intake.fields.form: "form" is no name here`,
		`line 9: desk.intake.fields.form.kind: "number"; expected text, chain, hash, address or version`,
		`line 11: desk.intake.explorers.bsc[0]: "https://bscscan.com" is no host`,
		`etherscan.io is listed for ethereum and for ton`,
		`line 13: desk.intake.explorer: unknown key`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("lacks %s\nin %v", want, err)
		}
	}
}
