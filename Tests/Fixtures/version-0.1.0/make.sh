#!/bin/bash
# Makes world.tar.gz anew beside OUTPUT, a new folder; BINARY is aistock built from commit a26b571 (version 0.1.0).
# usage: make.sh BINARY OUTPUT      (needs ssh-keygen; AISTOCK_LIGHTGBM or lib_lightgbm.so to train the model)
set -eu
binary=$(realpath "$1")
mkdir -p "$2"
cd "$2"

cat > conf.yaml <<'YAML'
market: &market csi300
benchmark: &benchmark SH000300
data_handler_config: &data_handler_config
    start_time: 2023-01-03
    end_time: 2024-12-30
    fit_start_time: 2023-01-03
    fit_end_time: 2023-12-29
    instruments: *market
    infer_processors:
        - class: FilterCol
          kwargs: {fields_group: feature, col_list: ["RESI5", "WVMA5", "RSQR5", "KLEN", "ROC60", "STD5"]}
        - class: RobustZScoreNorm
          kwargs: {fields_group: feature, clip_outlier: true}
        - class: Fillna
          kwargs: {fields_group: feature}
    learn_processors:
        - class: DropnaLabel
        - class: CSRankNorm
          kwargs: {fields_group: label}
    label: ["Ref($close, -2) / Ref($close, -1) - 1"]
port_analysis_config:
    strategy:
        class: TopkDropoutStrategy
        module_path: qlib.contrib.strategy
        kwargs: {signal: <PRED>, topk: 5, n_drop: 1}
    backtest:
        start_time: 2024-12-02
        end_time: 2024-12-18
        account: 1000000
        benchmark: *benchmark
        exchange_kwargs: {limit_threshold: 0.095, deal_price: close, open_cost: 0.0005, close_cost: 0.0015, min_cost: 5}
task:
    model:
        class: LGBModel
        module_path: qlib.contrib.model.gbdt
        kwargs: {loss: mse, learning_rate: 0.1, num_leaves: 8, num_threads: 1, num_boost_round: 6, seed: 2026,
                 deterministic: true, force_row_wise: true}
    dataset:
        class: DatasetH
        module_path: qlib.data.dataset
        kwargs:
            handler: {class: Alpha158, module_path: qlib.contrib.data.handler, kwargs: *data_handler_config}
            segments:
                train: [2023-01-03, 2023-12-29]
                valid: [2024-01-08, 2024-06-28]
                test: [2024-12-02, 2024-12-18]
YAML

# Two records: one faithful, one that was charged other fees than its configuration says.
"$binary" models train --conf conf.yaml --market demo --output trained --quiet > /dev/null
"$binary" models predict --conf conf.yaml --market demo --model trained --output predicted --quiet > /dev/null
sed 's/open_cost: 0.0005, close_cost: 0.0015/open_cost: 0.0001, close_cost: 0.0001/' conf.yaml > other.yaml
for name in faithful wrong-fees; do
  [ $name = faithful ] && used=conf.yaml || used=other.yaml
  "$binary" backtest --conf $used --pred predicted/predictions.csv --market demo --output run-$name --quiet > /dev/null
  mkdir -p $name
  cp conf.yaml $name/; cp predicted/predictions.csv $name/pred.csv
  cp run-$name/qlib_res.csv run-$name/positions.csv run-$name/trades.csv $name/
  cp run-$name/report.csv $name/report_normal_1day.csv
done
cp trained/model.txt predicted/label.csv faithful/
mkdir -p unreadable
cp conf.yaml unreadable/
echo 'Unnamed: 0,0' > unreadable/qlib_res.csv

cat > aistock.yaml <<'YAML'
market: {provider: demo, index: SH000300}
archive: {folder: reports, level: 2}
review: {allowed_signers: reports/allowed_signers}
migrations:
  - {id: faithful, workspace: faithful}
  - {id: unreadable, workspace: unreadable}
  - {id: wrong-fees, workspace: wrong-fees}
YAML
ssh-keygen -q -t ed25519 -N '' -C reviewer -f reviewer
mkdir -p reports
echo "li@example.com $(cat reviewer.pub)" > reports/allowed_signers

"$binary" nightly --date 2024-12-18 --quiet || test $? = 3
"$binary" review request --migration faithful --author wang --note 'first in line'
"$binary" review approve --migration faithful --reviewer li@example.com --key reviewer --note seen \
  --exception 'retrained=2099-12-31:no band of seeds'
"$binary" review request --migration wrong-fees --author wang
"$binary" review reject --migration wrong-fees --reviewer li@example.com --key reviewer --note 'other fees'
"$binary" preview create --migration faithful --id small --capital 500000
"$binary" preview create --migration wrong-fees --id stopped --capital 20000
"$binary" preview settle --date 2024-12-18
"$binary" preview stop --id stopped --date 2024-12-18
"$binary" nightly --date 2024-12-20 --quiet || test $? = 3
cat > quotes.csv <<'CSV'
symbol,price,time
SH600296,10.5,2024-12-23 10:00:00
SH600740,12.25,2024-12-23 10:00:00
CSV
"$binary" preview refresh --quotes quotes.csv --at '2024-12-23 10:00' --quiet || true
"$binary" archive verify
"$binary" archive diff 2024-12-18 2024-12-20 || test $? = 1
"$binary" review status || test $? = 1
"$binary" review bundle --verify reports/bundles/faithful

# What the program said of it, to be compared with what a later one says.
mkdir -p said
"$binary" review status --json > said/review.json || test $? = 1
"$binary" archive list --json > said/archive.json
"$binary" preview list --json > said/previews.json

tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf - aistock.yaml faithful unreadable wrong-fees \
  reports said .aistock/models .aistock/predictions .aistock/state.sqlite \
  | gzip -n -9 > ../world.tar.gz
