//! What stands below the options of each command: examples, and what the options do not say.

pub(super) const FLOW: &str = "\
The usual way:
  1. see what would be read      commonground analyse eois/ --dry-run
  2. find themes and code areas  commonground analyse eois/ --framework areas.toml --out report
  3. read the report             open report/report.html in a browser
  4. agree on a list             commonground study init study --framework areas.toml --input eois/
                                 commonground decide study …, then commonground ledger study

Everything runs on this machine; nothing is sent anywhere. Inputs are never changed, and outputs are \
written as a whole or not at all, with a manifest of what was read and how. `commonground COMMAND --help` \
has examples. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.";

pub(super) const ANALYSE: &str = "\
Examples:
  commonground analyse eois/ --framework areas.toml --metadata partnerships.csv
  commonground analyse answers.csv --text q1 --text q2 --id ref --k 8 --out report
  commonground analyse form.xlsx --sheet Form1 --meta Region --out report
  commonground analyse eois/ --background earlier.json --out report
  commonground analyse eois/ --framework areas.toml --codes ann.csv --codes bob.csv
  commonground analyse eois/ --review study --out review
  commonground analyse answers.csv --consent allowed --public --out public
  commonground analyse eois/ --dry-run

A document may raise several themes: passages of it are clustered, and prevalence is told in documents, or \
in partnerships where every document has that metadata. Passages that no theme can claim are unplaced.";

pub(super) const PURGE: &str = "\
Examples:
  commonground purge ashby --study study --results report
  commonground purge ashby \"Ashby Civic Partnership\" --study study --results report --results codes.csv --force

Without --force nothing is changed. Inputs are never touched: take the document out of them first, so that results \
that are made anew are without it. Decisions keep their chain: what a remark or the coding of a passage said is \
taken out, and that something stood there stays. What else names it is listed, for you to see to.";

pub(super) const FRAMEWORK: &str = "\
Examples:
  commonground framework import codebook.csv --out areas.toml
  commonground framework check areas.toml
  commonground framework schema > framework.schema.json";

pub(super) const IMPORT: &str = "\
Examples:
  commonground framework import areas.txt --out areas.toml
  commonground framework import codebook.csv --name \"Areas of commonality\" --out areas.toml
  commonground framework import goals.json --out -
  commonground framework import codebook.qdc --out areas.toml

A list has an area on each line, with or without bullets or numbers; a line that is further in is a part of the \
one above. A table has a row for each area and a header with name and, if you like, description, parent (a name \
or id), id, cues and excludes (between semicolons) and examples (one a line); plain other headers such as theme, \
label, definition or keywords do as well. JSON has an object for each area with the same fields, and children. \
Ids that are not given are made from the names, always the same.";

pub(super) const CHECK: &str = "\
Examples:
  commonground framework check areas.toml
  commonground framework check areas.toml --json

Shows each area below the one that it is a part of, with the number of its cues and examples, and what is \
doubtful. Exit codes: 0 the framework can be used, 1 it cannot, with the line and the area.";

pub(super) const CLUSTER: &str = "\
Examples:
  commonground cluster answers.jsonl --k 20 --out clusters.csv
  commonground cluster eois/ --unit passage --k auto --out clusters.csv
  commonground cluster answers.jsonl --k 20 --vectors vectors.csv --out clusters.csv
  cat answers.jsonl | commonground cluster - --k 5 --out - | head
  commonground cluster millions.jsonl --k 100 --stream --max-memory 2GiB --out clusters.csv

Writes CSV with the columns id,cluster,score (id,start,end,cluster,score with --unit passage; start and end \
are byte offsets in the UTF-8 text). Rows are ordered by id, clusters are numbered from 0, the largest \
first, and a score is from 0 to 1. A unit without any term, or with a non-answer only, has the cluster -1 and an \
empty score.

--vectors takes a row for each document: its id, and a column for each number; or JSONL with id and vector. \
With --unit passage a document of several passages has a row for each, with columns start and end as above. \
They are combined with latent topics and distributions of words, or stand alone with --recipe brought.

A stream reads JSONL, CSV and TSV row by row (in UTF-8), more than once; standard input is copied to disk first. Noise, terms, views and clusters are learned on the sample, limits of document frequency are those of the sample, and a text that many sent counts as often as it is there. The table has the same bytes in any order of files and rows. What is done is kept in FILE.partial: after a cut, the same command with --resume goes on.

A manifest is written beside FILE; with --k auto it has the numbers that were tried.";

pub(super) const CODE: &str = "\
Examples:
  commonground code eois/ --framework areas.toml --out areas.csv
  commonground code answers.csv --framework areas.toml --unit document --out areas.csv
  commonground code eois/ --framework areas.toml --learn-from coded.csv --save-model model.json --out areas.csv
  commonground code later/ --model model.json --out areas.csv
  commonground code millions.jsonl --framework areas.toml --unit document --stream --out areas.csv

Writes CSV with the columns id,start,end,area,score,rank (id,area,score,rank with --unit document; start and \
end are byte offsets in the UTF-8 text). There is a row for each area given, the strongest with rank 1, and \
one with an empty area where none was. Areas are told by the id that the framework gives them. A score is how likely \
a person would give the area, from 0 to 1; areas are given from 0.25 on. A manifest is written beside FILE.

To teach it, correct the table (or a part of it) in a spreadsheet and give it back with --learn-from; or fill in what \
--ask wrote: an area in the place of each ?, nothing for a passage that raises none, a further row for a further area. --vectors takes \
a row for each unit, as `commonground cluster` does, and one for each area: its id is area: and the id of the area.";

pub(super) const AGREEMENT: &str = "\
Examples:
  commonground code eois/ --framework areas.toml --out machine.csv
  commonground agreement machine.csv ann.csv bob.csv --framework areas.toml --out agreement.csv
  commonground agreement both-coders.csv --unit document --out agreement.csv

A table has the columns id and area, with start and end (byte offsets) where passages were coded, and may have a column \
coder; without one, the coder is called by the file. A row with an empty area says that this was read and raises \
nothing; what has no row was not coded. A table with the columns score and rank is taken for the machine's, as \
`code` writes it; give it a column coder once a person has gone over it. What at least two coders have in common is compared: by document all codes of an id, by passage \
those with the same id, start and end. Codes that begin with outside: are about what the framework has no area \
for, and are skipped.

Writes CSV with a row for each area and comparison: counts, precision, recall and F1 of the machine, Cohen's kappa, \
Krippendorff's alpha and plain agreement, each with its 95% interval; then rows for all areas pooled, for their mean, \
and for whole sets of areas (alpha with the MASI distance, Jaccard, exact). With two people or more, what they reach \
among themselves stands beside. Intervals come from drawing documents anew (--seed). An area that was used for fewer \
than 10 units is marked: too few to judge. A manifest is written beside FILE.";

pub(super) const EXPORT: &str = "\
Examples:
  commonground export --analysis report --out areas.qdc
  commonground export eois/ --analysis report --out round.qdpx
  commonground export eois/ --analysis report --codes themes --out themes.qdpx
  commonground export eois/ --analysis report --out results.xlsx
  commonground export eois/ --analysis report --out themes.docx
  commonground export eois/ --analysis report --table codings --out codings.parquet
  commonground export eois/ --analysis report --packs --out packs

Codebooks (.qdc) and projects (.qdpx) are those of the REFI-QDA standard. A project holds each text, its metadata as variables, \
and its coded passages, with places in Unicode code points and the end exclusive. The inputs are held against the analysis \
first: texts that have changed are refused. Exporting again gives the same bytes and ids, so that a program can tell what \
it has. They have been read back by validators and readers of the standard, not by the commercial programs. \
Choose a coder name of your own in the program's settings before you code in it (QualCoder takes over commonground's): what comes back \
under the name commonground is the machine's, and left out. QualCoder marks places by UTF-16, so behind emoji its window shows \
them shifted; the text that it stores is right. \
A workbook (.xlsx) has the themes, the documents × areas, the quotations and what was read. A Word file (.docx) is a plain page of \
themes (more pages where there are many), to edit and to send; with --packs a folder has a Word file for each area, with who speaks of it and in which words. \
A Parquet file (.parquet) is one table with typed columns, for pandas, polars, R or DuckDB: --table says which.";

pub(super) const BACKGROUND: &str = "\
Examples:
  commonground background rounds/2023/ rounds/2024/ --out earlier.json
  commonground analyse eois/ --background earlier.json --out report

Learns word vectors from texts of the same kind and language as the rounds to come, and writes them as \
JSON. A round is analysed with its own word vectors and these beside each other, which helps most where it is small. \
The file holds the words that occur in at least two passages, and no passage: check that none of them is a secret before you pass it on. \
A manifest is written beside FILE.";

pub(super) const STUDY: &str = "\
Examples:
  commonground study init study --framework areas.toml --input eois/ --metadata partnerships.csv
  commonground study status study";

pub(super) const STUDY_INIT: &str = "\
Examples:
  commonground study init study --framework areas.toml --input eois/ --metadata partnerships.csv
  commonground study init study --framework areas.toml --name \"Civic round 2026\"
  commonground study init study --from-analysis results/ --input eois/

Makes study.toml, frameworks/v1.toml and decisions/. With a round, what it says about each area is found at once, \
so that decisions can say what they were based on. Share the folder as you like: everybody writes to a file of \
their own, and copies that a synchronised folder or git makes are understood.

With --from-analysis each theme becomes an area: its label is the name, its key terms are the cues, and study.toml keeps which \
came of which, with a fingerprint of the theme. Labels are proposals, so to rename them is the first thing to decide.";

pub(super) const STUDY_STATUS: &str = "\
Examples:
  commonground study status study
  commonground study status study --json

Exit codes: 0 all is well or open to people, 1 a file of decisions is damaged: what of it is whole is named.";

pub(super) const DECIDE: &str = "\
Examples:
  commonground decide study drop-to-guidance defining --by Ann --why \"each should define it for its place\"
  commonground decide study merge health inequality --into \"Reducing inequality\" --by Ann --why \"one conversation\"
  commonground decide study split scaling --into \"Growing: roll out; scale up\" --into \"Lasting: when the grant ends\" \\
      --by Ann --why \"two different problems\"
  commonground decide study keep measuring --by Bob --settles ann-laptop-3 --settles cai-desk-1
  commonground decide study freeze 2 --title \"Nine themes, after talking with colleagues\" --by Ann
  commonground decide study --sheet review.xlsx
  commonground decide study --review review.html
  commonground decide study --import review.xlsx --by Cai

A decision is printed with its id once it is safe on disk, and never before. It is checked first: what cannot be \
carried out is not recorded. The file decisions/NAME-DEVICE.jsonl only grows; a decision is taken back by undo, which \
is one more. Where two people decided otherwise without knowing of each other, neither is carried out until a \
decision names both with --settles.

A sheet (xlsx with lists to choose from, or CSV) has a row for each area: fill in verdict (keep, rename, merge, split, drop, drop-to-guidance, comment) and why, and \
where the verdict needs them `new name`, `with` (other areas; between semicolons) and `into` (new names). A row with the \
verdict add is a new area. Every cell that cannot be understood is named, and then nothing is taken.";

pub(super) const REPLAY: &str = "\
Examples:
  commonground replay study
  commonground replay study --round eois-2027/

With --round nothing is written: it says which decisions would still hold on another round, and under which of them the area is \
raised there by more or by fewer, beyond noise. Without it, writes frameworks/vN.toml for each version that was frozen and evidence/vN.json, what the round says about it. The same \
round and decisions give the same bytes. Decisions whose areas have changed since, because the round or the program has, are \
named: they still hold, and should be looked at again.";

pub(super) const LEDGER: &str = "\
Examples:
  commonground ledger study
  commonground ledger study --out ledger --force

Writes ledger.html (the way of the list as a picture, each step with who, when, why and on which evidence, conflicts, \
what to look at again, and whether a partnership is left without an area), ledger.csv, decisions.csv and a manifest.";

pub(super) const PRIORITISE: &str = "\
Examples:
  commonground prioritise ballots.csv --size 7 --study study --out vote
  commonground prioritise forms-export.csv --choices \"Which themes matter to you?\" --form approval --size 7 --out vote
  commonground prioritise ranks.csv --form ranked --rule borda --framework areas.toml --size 7 --out vote

Each theme has a column with ticks (yes, x, 1), ranks or points; or columns hold the names of what was chosen, as \
Microsoft Forms writes them (A;B;C;). Plain counting leaves groups of voters with nothing, so the rules by default are \
proportional; approval counts stand beside. Writes priorities.html with ties, who is left without a theme, what a single \
tick would have changed and the lists of other rules; with a study also, beside it and never added up, how widely each \
theme is raised in the texts. priorities.csv and voters.csv have the same as tables.";

pub(super) const GROUP: &str = "\
Examples:
  commonground group wishes.csv --choices First --choices Second --choices Third --study study --out groups
  commonground group wishes.csv --form ranked --smallest 3 --largest 6 --mix setting --study study --out groups
  commonground group wishes.csv --form ranked --each 2 --out groups \\
      --meeting \"14 Sep, 10:00; 14 Sep, 14:00\" --meeting \"12 Oct, 10:00; 12 Oct, 14:00\" --away away.csv

Each theme has one group. As few members as can be are where they did not wish to be, then wishes are met as well as can \
be, then kinds are mixed. Writes groups.html (who is where, which wish that is, who lost out, what would be as good, the \
meetings and their clashes), groups.csv, meetings.csv, and for each group a brief of one page in briefs/, as HTML and as \
Markdown, with what its members say about the theme, verbatim.";

pub(super) const COMPARE: &str = "\
Examples:
  commonground compare eois-2026/ eois-2027/ --out comparison
  commonground compare eois-2026/ eois-2027/ --framework study/frameworks/v3.toml --out comparison
  commonground compare eois-2026/ notes/ --framework study/frameworks/v3.toml --metadata notes.csv --across group --out notes-compared

Without a framework the themes of both rounds together are told as gone on, new, gone, raised more or less, with 95% intervals \
of how much of the text is about them; each round is clustered for itself too, and its themes are told as gone on, split or \
merged, with the passages that flow between them and how like their centres and key terms are. With one, both are coded \
alike and each area is told by how many documents raise it. A change is called one only where it is larger than what is found \
when the documents of both are dealt into two heaps at random. Writes comparison.html, comparison.csv and, for themes, \
rounds.csv and flow.csv, with a manifest.";

pub(super) const PROPOSE: &str = "\
Examples:
  commonground propose study \"Climate agenda\" --cue climate --cue \"net zero\" --proposer \"Port Ennisker\"
  commonground propose study \"Climate agenda\" --cue climate --proposer \"Port Ennisker\" --add --by Ann --why \"four raised it\"

Searches the round for a wild card as if it were on the list: how many passages and documents raise it, verbatim, and the area \
that is nearest. That nothing is found is an answer. Nothing is recorded without --add.";
