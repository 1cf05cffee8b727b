"""Scores a column of a Parquet data set with Spark, and writes the rows as Parquet.

spark-submit --master 'local[2]' examples/spark_score.py articles.parquet scored.parquet --text body --id id
"""

import argparse

from pyspark.sql import SparkSession

from propdetect.integrations.spark import score_dataframe


def main() -> None:
    """Read, score, write; a folder that is there already is not written over."""
    parser = argparse.ArgumentParser(description="Score a column of a Parquet data set with Spark.")
    parser.add_argument("source", help="Parquet file or folder")
    parser.add_argument("target", help="folder to write, which must not be there yet")
    parser.add_argument("--text", default="text", help="column with the texts")
    parser.add_argument("--id", default="id", help="column with their ids")
    parser.add_argument("--model", default="en", help="name of a model, or path of its folder on every machine")
    parser.add_argument("--output", default="sentences", choices=("sentences", "documents"), help="what a row is")
    parser.add_argument("--partitions", type=int, help="tasks to cut the work into")
    given = parser.parse_args()

    spark = SparkSession.builder.appName("propdetect").getOrCreate()
    texts = spark.read.parquet(given.source)
    if given.partitions:
        texts = texts.repartition(given.partitions)
    rows = score_dataframe(texts, given.text, given.id, model=given.model, output=given.output)
    rows.write.parquet(given.target)
    spark.stop()


if __name__ == "__main__":
    main()
