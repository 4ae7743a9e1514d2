"""The text that explains the files of an export."""

README = """Everything that Scribe kept for you, as plain files. Written {made_at}.

The files are yours and need no program of ours: .csv opens in any spreadsheet, .json in any
programming language, .eml in any mail program, .md and .txt in any editor. All text is UTF-8.
Times are in UTC. Keys and passwords are not here: they are in your computer's keyring.

queue.csv, queue.json           the people you imported, and what became of each
drafts/                         each draft as a message (.eml) and as a text to read with its
                                sources (.md); the numbers are the order in which they were made
drafts.csv                      all drafts as a table, as mail-merge tools read it
drafts.json                     all drafts with evidence and findings
draft-versions.json             earlier words of drafts that you edited or had written anew
templates/, templates.json      the text of every template and version, and the list of them
template-library.json           the names under which you keep templates
template-library-versions.json  which text is which version of which of them
research.json                   what each step found and wrote, person by person
pages/                          the text of web pages that are still kept
people-chosen.json              which of several people of one name you chose
privacy-ledger.csv, .json       every computer that was asked about someone, when, and what was
                                sent there; an empty "sent" with a "same_as" repeats that entry
model-costs.csv, .json          requests to a model, with tokens and money
tokens.json                     names and dates of tokens for the local API, not the tokens
sent-mail.json                  to whom you wrote, from your own sent mail, if you pointed to it
settings.json                   your settings
more/                           what is left: small tables of the program

A ' in front of a cell that begins with = + - or @ keeps a spreadsheet from taking it for a formula.
"""
