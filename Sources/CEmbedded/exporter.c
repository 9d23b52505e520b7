#include "CEmbedded.h"

// The C library of every supported compiler has it; only the pedantic wording says C23.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char head[] = {
#embed "../RDAgent/Exporter/script/head.py"
};
static const unsigned char text[] = {
#embed "../RDAgent/Exporter/script/text.py"
};
static const unsigned char stores[] = {
#embed "../RDAgent/Exporter/script/stores.py"
};
static const unsigned char recorder[] = {
#embed "../RDAgent/Exporter/script/recorder.py"
};
static const unsigned char scopes[] = {
#embed "../RDAgent/Exporter/script/scopes.py"
};
static const unsigned char audit[] = {
#embed "../RDAgent/Exporter/script/audit.py"
};
static const unsigned char findings[] = {
#embed "../RDAgent/Exporter/script/findings.py"
};
static const unsigned char sandbox[] = {
#embed "../RDAgent/Exporter/script/sandbox.py"
};
static const unsigned char unpickling[] = {
#embed "../RDAgent/Exporter/script/unpickling.py"
};
static const unsigned char factors[] = {
#embed "../RDAgent/Exporter/script/factors.py"
};
static const unsigned char risk[] = {
#embed "../RDAgent/Exporter/script/risk.py"
};
static const unsigned char last[] = {
#embed "../RDAgent/Exporter/script/main.py"
};
static const unsigned char rules[] = {
#embed "../RDAgent/Audit/rules.json"
};

static const struct aistock_embedded_file files[] = {
    {"head.py", head, sizeof head},          {"text.py", text, sizeof text},
    {"stores.py", stores, sizeof stores},     {"recorder.py", recorder, sizeof recorder},
    {"scopes.py", scopes, sizeof scopes},
    {"audit.py", audit, sizeof audit},       {"findings.py", findings, sizeof findings},
    {"sandbox.py", sandbox, sizeof sandbox},
    {"unpickling.py", unpickling, sizeof unpickling},
    {"factors.py", factors, sizeof factors}, {"risk.py", risk, sizeof risk},
    {"main.py", last, sizeof last},
};

size_t aistock_exporter_count(void) { return sizeof files / sizeof files[0]; }
struct aistock_embedded_file aistock_exporter_file(size_t index) { return files[index]; }

const struct aistock_embedded_file aistock_embedded_audit_rules = {"rules.json", rules, sizeof rules};
