"""Stanza's own tagger, parser and NER models on the shared encoder: built, fed and saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from stanza.models import ner_tagger, parser, tagger
from stanza.models.common.vocab import CharVocab, CompositeVocab
from stanza.models.depparse.data import Dataset as ParserData
from stanza.models.depparse.model import GraphParser
from stanza.models.ner.model import NERTagger
from stanza.models.ner.vocab import MultiVocab as EntityVocab
from stanza.models.pos.data import Dataset as TaggerData
from stanza.models.pos.model import Tagger
from stanza.models.pos.tag_columns import DEFAULT_TAG_COLUMNS, tag_columns_from_args, tag_columns_to_config
from stanza.utils.conll import CoNLL
from torch import Tensor, nn

from quotetrack.parsing.encoder import NAME, Encoder, WordPieces
from training.entities import Tagged
from training.treebanks import Sentence

_SHARED: dict[str, Any] = dict(
    lang="en", shorthand="en_news", bert_model=NAME, bert_hidden_layers=1, bert_finetune=True, pretrain=False,
    word_emb_dim=0, char=False, char_emb_dim=0, charlm=None, use_peft=False, num_layers=1, word_cutoff=1_000_000,
)  # fmt: skip


def _document(sentences: list[Sentence]) -> Any:
    lines = []
    for sentence in sentences:
        for i, w in enumerate(sentence.words, 1):
            lines.append(f"{i}\t{w.form}\t{w.lemma}\t{w.upos}\t{w.xpos}\t{w.feats}\t{w.head}\t{w.deprel}\t_\t_")
        lines.append("")
    return CoNLL.conll2doc(input_str="\n".join(lines) + "\n")


class Heads(nn.Module):
    """The three Stanza models; the encoder belongs to none of them when they are saved."""

    def __init__(self, sentences: list[Sentence], tagged: list[Tagged], encoder: Encoder, pieces: WordPieces):
        super().__init__()
        document = _document(sentences)
        self.tagger_args = tagger.parse_args([]) | _SHARED | dict(
            hidden_dim=96, deep_biaff_hidden_dim=192, share_hid=True, dropout=0.33, word_dropout=0.1, batch_size=250,
        )  # fmt: skip
        vocab = TaggerData.init_vocab([document], self.tagger_args, DEFAULT_TAG_COLUMNS)
        self.tagger = Tagger(self.tagger_args, vocab, share_hid=True, bert_model=encoder, bert_tokenizer=pieces)
        self.parser_args = parser.parse_args([]) | _SHARED | dict(
            hidden_dim=160, deep_biaff_hidden_dim=160, tag_emb_dim=0, linearization=False, distance=False,
            dropout=0.33, word_dropout=0.1, batch_size=1500,
        )  # fmt: skip
        vocab = ParserData(document, self.parser_args, None).vocab
        self.parser = GraphParser(self.parser_args, vocab, bert_model=encoder, bert_tokenizer=pieces)
        self.parser.bert_finetuning = True
        self.entity_args = ner_tagger.parse_args([]) | _SHARED | dict(
            hidden_dim=128, dropout=0.4, word_dropout=0.02, locked_dropout=0.0, batch_size=64, scheme="bioes",
            train_scheme="bioes", predict_tagset=0,
        )  # fmt: skip
        data = [[[word, (tag,)] for word, tag in sentence] for sentence in tagged]
        tags = CompositeVocab([[(x[1],) for x in sentence] for sentence in data], "en_news", idx=0, sep=None)
        vocab = EntityVocab({"char": CharVocab(data, "en_news"), "tag": tags})
        self.entities = NERTagger(self.entity_args, vocab, bert_model=encoder, bert_tokenizer=pieces)
        for parameter in encoder.parameters():
            parameter.requires_grad = True

    def syntax(self, sentences: list[Sentence]) -> tuple[Tensor, list, list]:
        """(loss of tagger and parser, tagger predictions, parser predictions) of one batch, longest first."""
        lengths = [len(s.words) for s in sentences]
        text = [[w.form for w in s.words] for s in sentences]
        mask = _padding_mask(lengths)
        columns = [[w.upos for w in s.words] for s in sentences], [[w.xpos for w in s.words] for s in sentences]
        tags = [_pad([self.tagger.vocab[name].map(row) for row in rows])
                for name, rows in zip(("upos", "xpos"), columns, strict=True)]  # fmt: skip
        feats = [self.tagger.vocab["feats"].map([w.feats for w in s.words]) for s in sentences]
        tags.append(_pad(feats))
        tag_loss, tag_predictions = self.tagger(mask.long(), mask, None, None, tags, None, None, lengths, None, text)
        heads = _pad([[w.head for w in s.words] for s in sentences])
        relations = _pad([self.parser.vocab["deprel"].map([w.deprel for w in s.words]) for s in sentences])
        rooted = [n + 1 for n in lengths]
        root_mask = _padding_mask(rooted)
        parse_loss, parses = self.parser(
            root_mask.long(), root_mask, torch.empty(sum(lengths), 0), None, None, None, None, None, None, heads,
            relations, None, rooted, None, text,
        )  # fmt: skip
        return tag_loss + parse_loss, tag_predictions, parses

    def entity_loss(self, sentences: list[Tagged]) -> tuple[Tensor, Tensor, Tensor]:
        """(loss, tag scores, transitions) of one batch, longest first."""
        lengths = [len(s) for s in sentences]
        tags = _pad([self.entities.vocab["tag"].map([(tag,) for _, tag in s]) for s in sentences])
        words = [[word for word, _ in s] for s in sentences]
        loss, scores, transitions = self.entities(words, None, None, tags, None, lengths, None, None, None, None, None)
        return loss, scores[0], transitions[0]

    def save(self, folder: Path) -> None:
        """Write pos, depparse and ner files as Stanza reads them, in half precision, free of paths."""
        self._save(self.tagger, self.tagger_args, folder / "pos/news.pt",
                   tag_columns=tag_columns_to_config(tag_columns_from_args(self.tagger_args)))  # fmt: skip
        self._save(self.parser, self.parser_args, folder / "depparse/news.pt", model_type="graph")
        self._save(self.entities, self.entity_args, folder / "ner/news.pt")

    @staticmethod
    def _save(model: nn.Module, args: dict, path: Path, model_type: str | None = None, **more: Any) -> None:
        config = {k: v for k, v in args.items() if not k.endswith(("_file", "_dir")) and k not in ("device", "cpu")}
        config |= dict(bert_finetune=False, save_dir="", save_name="", train_file=None, eval_file=None) | more
        config = {k: getattr(v, "name", v) if k == "transition_subtree_combination" else v for k, v in config.items()}
        state = {k: v.half() if v.is_floating_point() else v for k, v in model.state_dict().items()
                 if k.split(".")[0] not in model.unsaved_modules}  # fmt: skip
        saved = {"model": state, "vocab": model.vocab.state_dict(), "config": config}
        if model_type:
            saved |= {"model_type": model_type, "global_step": 0, "last_best_step": 0, "dev_score_history": []}
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(saved, path)


def _pad(rows: list) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], batch_first=True)


def _padding_mask(lengths: list[int]) -> Tensor:
    return torch.arange(max(lengths))[None, :] >= torch.tensor(lengths)[:, None]
