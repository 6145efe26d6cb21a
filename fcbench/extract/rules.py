from fcbench.schema import Article, Record


def extract(article: Article) -> list[Record]:
    return []
